"""Whole networks: autoencoders, GAN, diffusion, radial basis functions, self-organising map, graph networks, GPT."""
