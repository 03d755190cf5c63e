/* The workloads by hand: gradients derived on paper, loops over fixed sizes, nothing allocated.
   cc -O3 -march=native -shared -fPIC by_hand.c -lm */

#include <math.h>
#include <string.h>

/* Two moons: N samples through 2-16-16-1, hinge loss + L2, one step of gradient descent. */

enum { N = 100, H = 16 };

typedef struct { double w1[H][2], b1[H], w2[H][H], b2[H], w3[H], b3; } Net;

double moons_step(Net *p, const double x[N][2], const double *sign, double rate, double penalty) {
    static double z1[N][H], a1[N][H], z2[N][H], a2[N][H], d1[H], d2[H];
    double t1[2][H], t2[H][H], loss = 0.0, square = 0.0;
    Net g;
    memset(&g, 0, sizeof g);
    for (int j = 0; j < H; j++) {
        for (int k = 0; k < 2; k++) t1[k][j] = p->w1[j][k];
        for (int k = 0; k < H; k++) t2[k][j] = p->w2[j][k];
    }
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < H; j++) {
            z1[i][j] = p->b1[j] + t1[0][j] * x[i][0] + t1[1][j] * x[i][1];
            a1[i][j] = z1[i][j] > 0.0 ? z1[i][j] : 0.0;
        }
        double z[H];
        for (int j = 0; j < H; j++) z[j] = p->b2[j];
        for (int k = 0; k < H; k++)
            for (int j = 0; j < H; j++) z[j] += t2[k][j] * a1[i][k];
        double score = p->b3;
        for (int j = 0; j < H; j++) {
            z2[i][j] = z[j];
            a2[i][j] = z[j] > 0.0 ? z[j] : 0.0;
        }
        for (int j = 0; j < H; j++) score += p->w3[j] * a2[i][j];
        double margin = 1.0 - sign[i] * score;
        if (margin <= 0.0) continue;
        loss += margin;
        double ds = -sign[i] / N;
        g.b3 += ds;
        for (int j = 0; j < H; j++) {
            g.w3[j] += ds * a2[i][j];
            d2[j] = z2[i][j] > 0.0 ? ds * p->w3[j] : 0.0;
            g.b2[j] += d2[j];
            d1[j] = 0.0;
        }
        for (int j = 0; j < H; j++)
            for (int k = 0; k < H; k++) {
                g.w2[j][k] += d2[j] * a1[i][k];
                d1[k] += d2[j] * p->w2[j][k];
            }
        for (int j = 0; j < H; j++) {
            double d = z1[i][j] > 0.0 ? d1[j] : 0.0;
            g.b1[j] += d;
            g.w1[j][0] += d * x[i][0];
            g.w1[j][1] += d * x[i][1];
        }
    }
    double *q = (double *)p;
    const double *dq = (const double *)&g;
    for (int i = 0; i < (int)(sizeof g / sizeof(double)); i++) {
        square += q[i] * q[i];
        q[i] -= rate * (dq[i] + 2.0 * penalty * q[i]);
    }
    return loss / N + penalty * square;
}

/* The small GPT: one document forward and backward, one step of Adam. */

enum { D = 16, HEADS = 4, HD = D / HEADS, T = 16, V = 27, F = 4 * D };

typedef struct {
    double tokens[V][D], positions[T][D], query[D][D], key[D][D], value[D][D], output[D][D];
    double widen[F][D], narrow[D][F], head[V][D];
} GPT;

static double norm(double *y, const double *x) { /* y = x · scale; gives the scale */
    double square = 0.0;
    for (int i = 0; i < D; i++) square += x[i] * x[i];
    double scale = 1.0 / sqrt(square / D + 1e-5);
    for (int i = 0; i < D; i++) y[i] = x[i] * scale;
    return scale;
}

static void norm_back(double *dx, const double *x, const double *dy, double scale) { /* dx += … */
    double dot = 0.0;
    for (int i = 0; i < D; i++) dot += dy[i] * x[i];
    double c = dot * scale * scale * scale / D;
    for (int i = 0; i < D; i++) dx[i] += dy[i] * scale - c * x[i];
}

#define LINEAR(y, w, x, ROWS, COLUMNS)                                                  \
    for (int r_ = 0; r_ < (ROWS); r_++) {                                               \
        double s_[8] = {0};                                                             \
        for (int c_ = 0; c_ < (COLUMNS); c_ += 8)                                       \
            for (int l_ = 0; l_ < 8; l_++) s_[l_] += (w)[r_][c_ + l_] * (x)[c_ + l_];   \
        (y)[r_] = ((s_[0] + s_[4]) + (s_[1] + s_[5])) + ((s_[2] + s_[6]) + (s_[3] + s_[7])); \
    }

#define LINEAR_BACK(dx, dw, dy, w, x, ROWS, COLUMNS)      \
    for (int r_ = 0; r_ < (ROWS); r_++)                   \
        for (int c_ = 0; c_ < (COLUMNS); c_++) {          \
            (dw)[r_][c_] += (dy)[r_] * (x)[c_];           \
            (dx)[c_] += (dy)[r_] * (w)[r_][c_];           \
        }

double gpt_step(GPT *p, double *mean, double *square, const int *document, int n, double rate, double b1, double b2,
                int step) {
    static double e[T][D], x0[T][D], x1[T][D], q[T][D], k[T][D], v[T][D], w[T][HEADS][T], at[T][D], x2[T][D];
    static double x3[T][D], h[T][F], x4[T][D], pr[T][V], dk[T][D], dv[T][D];
    static double s0[T], s1[T], s2[T];
    static GPT g;
    double loss = 0.0;
    memset(&g, 0, sizeof g);
    for (int t = 0; t < n; t++) {
        for (int i = 0; i < D; i++) e[t][i] = p->tokens[document[t]][i] + p->positions[t][i];
        s0[t] = norm(x0[t], e[t]);
        s1[t] = norm(x1[t], x0[t]);
        LINEAR(q[t], p->query, x1[t], D, D)
        LINEAR(k[t], p->key, x1[t], D, D)
        LINEAR(v[t], p->value, x1[t], D, D)
        for (int a = 0; a < HEADS; a++) {
            double top = -INFINITY, total = 0.0;
            for (int s = 0; s <= t; s++) {
                double z = 0.0;
                for (int i = a * HD; i < (a + 1) * HD; i++) z += q[t][i] * k[s][i];
                w[t][a][s] = z / 2.0;
                if (w[t][a][s] > top) top = w[t][a][s];
            }
            for (int s = 0; s <= t; s++) total += w[t][a][s] = exp(w[t][a][s] - top);
            for (int i = a * HD; i < (a + 1) * HD; i++) at[t][i] = 0.0;
            for (int s = 0; s <= t; s++) {
                w[t][a][s] /= total;
                for (int i = a * HD; i < (a + 1) * HD; i++) at[t][i] += w[t][a][s] * v[s][i];
            }
        }
        LINEAR(x2[t], p->output, at[t], D, D)
        for (int i = 0; i < D; i++) x2[t][i] += x0[t][i];
        s2[t] = norm(x3[t], x2[t]);
        LINEAR(h[t], p->widen, x3[t], F, D)
        for (int i = 0; i < F; i++) h[t][i] = h[t][i] > 0.0 ? h[t][i] : 0.0;
        LINEAR(x4[t], p->narrow, h[t], D, F)
        for (int i = 0; i < D; i++) x4[t][i] += x2[t][i];
        LINEAR(pr[t], p->head, x4[t], V, D)
        double top = -INFINITY, total = 0.0;
        for (int i = 0; i < V; i++) top = pr[t][i] > top ? pr[t][i] : top;
        for (int i = 0; i < V; i++) total += pr[t][i] = exp(pr[t][i] - top);
        for (int i = 0; i < V; i++) pr[t][i] /= total;
        loss -= log(pr[t][document[t + 1]]);
    }
    memset(dk, 0, sizeof dk);
    memset(dv, 0, sizeof dv);
    for (int t = n - 1; t >= 0; t--) {
        double d4[D] = {0}, dh[F] = {0}, d3[D] = {0}, d2[D] = {0}, da[D] = {0}, dq[D] = {0}, d1[D] = {0}, d0[D] = {0};
        double de[D] = {0}, dp[V];
        for (int i = 0; i < V; i++) dp[i] = pr[t][i] / n;
        dp[document[t + 1]] -= 1.0 / n;
        LINEAR_BACK(d4, g.head, dp, p->head, x4[t], V, D)
        LINEAR_BACK(dh, g.narrow, d4, p->narrow, h[t], D, F)
        for (int i = 0; i < F; i++) dh[i] = h[t][i] > 0.0 ? dh[i] : 0.0;
        LINEAR_BACK(d3, g.widen, dh, p->widen, x3[t], F, D)
        memcpy(d2, d4, sizeof d2);
        norm_back(d2, x2[t], d3, s2[t]);
        LINEAR_BACK(da, g.output, d2, p->output, at[t], D, D)
        memcpy(d0, d2, sizeof d0);
        for (int a = 0; a < HEADS; a++) {
            double dw[T], dot = 0.0;
            for (int s = 0; s <= t; s++) {
                dw[s] = 0.0;
                for (int i = a * HD; i < (a + 1) * HD; i++) {
                    dw[s] += da[i] * v[s][i];
                    dv[s][i] += w[t][a][s] * da[i];
                }
                dot += dw[s] * w[t][a][s];
            }
            for (int s = 0; s <= t; s++) {
                double dz = w[t][a][s] * (dw[s] - dot) / 2.0;
                for (int i = a * HD; i < (a + 1) * HD; i++) {
                    dq[i] += dz * k[s][i];
                    dk[s][i] += dz * q[t][i];
                }
            }
        }
        LINEAR_BACK(d1, g.query, dq, p->query, x1[t], D, D)
        LINEAR_BACK(d1, g.key, dk[t], p->key, x1[t], D, D)
        LINEAR_BACK(d1, g.value, dv[t], p->value, x1[t], D, D)
        norm_back(d0, x0[t], d1, s1[t]);
        norm_back(de, e[t], d0, s0[t]);
        for (int i = 0; i < D; i++) {
            g.tokens[document[t]][i] += de[i];
            g.positions[t][i] += de[i];
        }
    }
    double c1 = 1.0 - pow(b1, step), c2 = 1.0 - pow(b2, step);
    double *x = (double *)p;
    const double *dx = (const double *)&g;
    for (int i = 0; i < (int)(sizeof g / sizeof(double)); i++) {
        mean[i] = b1 * mean[i] + (1.0 - b1) * dx[i];
        square[i] = b2 * square[i] + (1.0 - b2) * dx[i] * dx[i];
        x[i] -= rate * (mean[i] / c1) / (sqrt(square[i] / c2) + 1e-8);
    }
    return loss / n;
}
