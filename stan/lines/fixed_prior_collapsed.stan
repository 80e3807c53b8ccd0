// The program no_pooling with the lines of the groups integrated out: the same
// posterior of sigma, from sufficient statistics.
//
// With X_j the rows (1, x_i) of group j, and R_j' R_j = X_j' X_j,
//
//   e_j = R_j (alpha_hat_j, beta_hat_j) ~ Normal2(R_j (m, m_beta), V_j)
//   V_j = sigma^2 I + R_j Sigma R_j',  Sigma = diag(s^2, s_beta^2), all fixed
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
//   sum_j (e_j - R m)' V^-1 (e_j - R m)
//     = (C11 V22 - 2 C12 V12 + C22 V11) / det V,  C_ab = sum_j of products
//   det V = sigma^4 + sigma^2 trace(R Sigma R') + det(R)^2 det(Sigma)
//
// Both are polynomials in sigma^2, whose coefficients are data.
//
// sigma is sampled in steps of the width that the table lets expect, from where it
// lets expect it: a million rows make a posterior far narrower than 1.
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
  real prior_alpha_mean; // unit of the outcome
  real<lower=0> prior_alpha_sd;
  real prior_beta_mean; // unit of the outcome per unit of the predictor
  real<lower=0> prior_beta_sd;
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  array[1] real start; // of log sigma
  array[1] real<lower=0> width; // of its steps
  int<lower=0, upper=1> prior_only; // 1: leave the data out
}
transformed data {
  // R Sigma R'
  vector[K] V11 = square(prior_alpha_sd * r11) + square(prior_beta_sd * r12);
  vector[K] V12 = square(prior_beta_sd) * (r12 .* r22);
  vector[K] V22 = square(prior_beta_sd * r22);
  // Cross products of the e about R m
  vector[K] e1 = middle_1 - r11 * prior_alpha_mean - r12 * prior_beta_mean;
  vector[K] e2 = middle_2 - r22 * prior_beta_mean;
  vector[K] C11 = between_11 + groups .* square(e1);
  vector[K] C12 = between_12 + groups .* e1 .* e2;
  vector[K] C22 = between_22 + groups .* square(e2);
  // det V in (1, sigma^2, sigma^4), and det V trace(V^-1 C) in (1, sigma^2)
  matrix[K, 3] determinant = [square(prior_alpha_sd * prior_beta_sd * (r11 .* r22))',
                              (V11 + V22)', rep_row_vector(1, K)]';
  matrix[K, 2] squares = [(C11 .* V22 - 2 * (C12 .* V12) + C22 .* V11)', (C11 + C22)']';
}
parameters {
  real<offset=start[1], multiplier=width[1]> log_sigma;
}
transformed parameters {
  real<lower=0> sigma = exp(log_sigma); // sd around a group's line
}
model {
  sigma ~ exponential(prior_sigma_rate);
  target += log_sigma; // Jacobian of the logarithm
  if (!prior_only) {
    real noise = square(sigma);
    vector[K] det_V = determinant * [1, noise, square(noise)]';
    target += -(N - 2 * J) * log_sigma - 0.5 * within / noise;
    target += -0.5
              * (dot_product(groups, log(det_V)) + sum((squares * [1, noise]') ./ det_V));
  }
}
generated quantities {
  real lprior = exponential_lpdf(sigma | prior_sigma_rate);
}

