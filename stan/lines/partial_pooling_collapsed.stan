// The program partial_pooling with the lines of the groups integrated out: the
// same posterior of what the groups have in common, from sufficient statistics.
//
// With X_j the rows (1, x_i) of group j, and R_j' R_j = X_j' X_j,
//
//   e_j = R_j (alpha_hat_j, beta_hat_j) ~ Normal2(R_j (mu_alpha, mu_beta), V_j)
//   V_j = sigma^2 I + R_j Sigma R_j'
//   W   = squares of the observations about their group's own line,
//         W / sigma^2 ~ chi-square, N - 2 J degrees
//
// where alpha_hat_j, beta_hat_j is the least-squares line. R_j is triangular:
//
//   R_j = ( r11 r12 )    r11 = sqrt(n_j),  r12 = sqrt(n_j) mean(x),
//         (  0  r22 )    r22 = sqrt(sum (x - mean(x))^2)
//
// A group that does not determine a slope has r22 = 0: its second row is 0, with
// the variance sigma^2 that makes up for the degree of freedom too many.
//
// Groups with the same R_j have the same V_j, so that of all of them together only
// their number, their mean e and their cross products about it matter:
//
//   sum_j (e_j - R mu)' V^-1 (e_j - R mu)
//     = (C11 V22 - 2 C12 V12 + C22 V11) / det V,  C_ab = sum_j of products
//   det V = sigma^4 + sigma^2 trace(R Sigma R') + det(R)^2 det(Sigma)
//
// Both are polynomials, whose coefficients are data: a gradient takes two products
// of matrices, and as many logarithms and quotients as there are designs.
//
// Each parameter is sampled in steps of the width that the table lets expect, from
// where it lets expect it: a million rows make a posterior far narrower than 1.
data {
  int<lower=1> N; // observations
  int<lower=1> J; // groups
  real<lower=0> within; // W, squares of the observations about their group's line
  int<lower=1> K; // distinct designs of groups
  vector<lower=1>[K] groups; // groups of each design
  vector<lower=0>[K] r11;
  vector[K] r12;
  vector<lower=0>[K] r22;
  vector[K] middle_1; // mean of their e
  vector[K] middle_2;
  vector<lower=0>[K] between_11; // cross products of their e about it
  vector[K] between_12;
  vector<lower=0>[K] between_22;
  real prior_mu_alpha_mean; // unit of the outcome
  real<lower=0> prior_mu_alpha_sd;
  real prior_mu_beta_mean; // unit of the outcome per unit of the predictor
  real<lower=0> prior_mu_beta_sd;
  real<lower=0> prior_sigma_alpha_rate; // per unit of the outcome
  real<lower=0> prior_sigma_beta_rate; // per unit of the slope
  real<lower=0> prior_R_shape; // R ~ LKJ(shape)
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  array[5] real start; // of mu_alpha, mu_beta, and log of the three sigma
  array[5] real<lower=0> width; // of their steps
  int<lower=0, upper=1> prior_only; // 1: leave the data out
}
transformed data {
  // V_j is linear in (sigma^2, sigma_alpha^2, covariance, sigma_beta^2).
  array[3] matrix[K, 4] V = rep_array(rep_matrix(0, K, 4), 3); // V11, V12, V22
  // Its determinant, in those but the first times sigma^2, sigma^4 and det Sigma
  matrix[K, 5] determinant;
  // With mu = start + d, the cross products of the e about R mu are quadratic: in
  // (1, d1, d2, d1^2, d1 d2, d2^2).
  array[3] matrix[K, 6] C = rep_array(rep_matrix(0, K, 6), 3); // C11, C12, C22
  matrix[K, 24] squares; // det V trace(V^-1 C), in all products of the two
  vector[K] e1 = middle_1 - r11 * start[1] - r12 * start[2];
  vector[K] e2 = middle_2 - r22 * start[2];
  V[1] = [rep_row_vector(1, K), square(r11)', 2 * (r11 .* r12)', square(r12)']';
  V[2,  : , 3] = r22 .* r11;
  V[2,  : , 4] = r22 .* r12;
  V[3,  : , 1] = rep_vector(1, K);
  V[3,  : , 4] = square(r22);
  determinant[ : , 1] = rep_vector(1, K);
  determinant[ : , 2 : 4] = V[1,  : , 2 : 4] + V[3,  : , 2 : 4];
  determinant[ : , 5] = square(r11 .* r22);
  C[1] = [square(e1)', -2 * (e1 .* r11)', -2 * (e1 .* r12)', square(r11)',
          2 * (r11 .* r12)', square(r12)']';
  C[2,  : , 1] = e1 .* e2;
  C[2,  : , 2] = -r11 .* e2;
  C[2,  : , 3] = -r12 .* e2 - r22 .* e1;
  C[2,  : , 5] = r11 .* r22;
  C[2,  : , 6] = r12 .* r22;
  C[3,  : , 1] = square(e2);
  C[3,  : , 3] = -2 * (e2 .* r22);
  C[3,  : , 6] = square(r22);
  for (i in 1 : 3) {
    C[i] = diag_pre_multiply(groups, C[i]);
  }
  C[1,  : , 1] += between_11;
  C[2,  : , 1] += between_12;
  C[3,  : , 1] += between_22;
  for (i in 1 : 6) {
    for (j in 1 : 4) {
      squares[ : , 4 * (i - 1) + j] = C[1,  : , i] .* V[3,  : , j]
                                      - 2 * C[2,  : , i] .* V[2,  : , j]
                                      + C[3,  : , i] .* V[1,  : , j];
    }
  }
}
parameters {
  real<offset=start[1], multiplier=width[1]> mu_alpha; // mean outcome at the centre
  real<offset=start[2], multiplier=width[2]> mu_beta; // mean slope
  real<offset=start[3], multiplier=width[3]> log_sigma_alpha;
  real<offset=start[4], multiplier=width[4]> log_sigma_beta;
  cholesky_factor_corr[2] L; // Cholesky factor of R
  real<offset=start[5], multiplier=width[5]> log_sigma;
}
transformed parameters {
  real<lower=0> sigma_alpha = exp(log_sigma_alpha); // sd of the intercepts
  real<lower=0> sigma_beta = exp(log_sigma_beta); // sd of the slopes
  real<lower=0> sigma = exp(log_sigma); // sd around a group's line
}
model {
  mu_alpha ~ normal(prior_mu_alpha_mean, prior_mu_alpha_sd);
  mu_beta ~ normal(prior_mu_beta_mean, prior_mu_beta_sd);
  sigma_alpha ~ exponential(prior_sigma_alpha_rate);
  sigma_beta ~ exponential(prior_sigma_beta_rate);
  L ~ lkj_corr_cholesky(prior_R_shape);
  sigma ~ exponential(prior_sigma_rate);
  // Jacobian of the three logarithms
  target += log_sigma_alpha + log_sigma_beta + log_sigma;
  if (!prior_only) {
    real noise = square(sigma);
    real both = sigma_alpha * sigma_beta;
    vector[4] v = [noise, square(sigma_alpha), L[2, 1] * both, square(sigma_beta)]';
    vector[5] terms = append_row(noise * v, square(L[2, 2] * both));
    vector[K] det_V = determinant * terms;
    row_vector[2] d = [mu_alpha - start[1], mu_beta - start[2]];
    row_vector[6] c = [1, d[1], d[2], square(d[1]), d[1] * d[2], square(d[2])];
    target += -(N - 2 * J) * log_sigma - 0.5 * within / noise;
    target += -0.5
              * (dot_product(groups, log(det_V))
                 + sum((squares * to_vector(v * c)) ./ det_V));
  }
}
generated quantities {
  real lprior = normal_lpdf(mu_alpha | prior_mu_alpha_mean, prior_mu_alpha_sd)
                + normal_lpdf(mu_beta | prior_mu_beta_mean, prior_mu_beta_sd)
                + exponential_lpdf(sigma_alpha | prior_sigma_alpha_rate)
                + exponential_lpdf(sigma_beta | prior_sigma_beta_rate)
                + lkj_corr_cholesky_lpdf(L | prior_R_shape)
                + exponential_lpdf(sigma | prior_sigma_rate);
}

