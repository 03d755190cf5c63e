"""Whole networks: autoencoders, a GAN, diffusion, hills, a self-organising map, graph networks, a GPT."""
