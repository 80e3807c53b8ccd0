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
// their number, their mean e and their cross products about it matter. No sum
// below has terms of both signs, but for the one of the correlation:
//
//   det V = sigma^4 + sigma^2 trace(R Sigma R') + det(R)^2 det(Sigma)
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
  // R Sigma R' is linear in (sigma_alpha^2, covariance, sigma_beta^2).
  matrix[K, 3] first = [(r11 .* r11)', 2 * (r11 .* r12)', (r12 .* r12)']';
  vector[K] second = r22 .* r22;
  matrix[K, 2] mixed = [(r22 .* r11)', (r22 .* r12)']';
  vector[K] determinant = r11 .* r11 .* second;
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
    real covariance = L[2, 1] * sigma_alpha * sigma_beta;
    vector[3] spread = [square(sigma_alpha), covariance, square(sigma_beta)]';
    vector[K] p11 = first * spread; // R Sigma R'
    vector[K] p12 = mixed * spread[2 : 3];
    vector[K] p22 = second * spread[3];
    vector[K] det_V = square(noise) + noise * (p11 + p22)
                      + determinant * square(L[2, 2] * sigma_alpha * sigma_beta);
    vector[K] away_1 = middle_1 - r11 * mu_alpha - r12 * mu_beta;
    vector[K] away_2 = middle_2 - r22 * mu_beta;
    target += -(N - 2 * J) * log_sigma - 0.5 * within / noise;
    target += -0.5 * dot_product(groups, log(det_V));
    target += -0.5
              * sum(
                    ((between_11 + groups .* square(away_1)) .* (noise + p22)
                     - 2 * (between_12 + groups .* away_1 .* away_2) .* p12
                     + (between_22 + groups .* square(away_2)) .* (noise + p11))
                    ./ det_V);
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

