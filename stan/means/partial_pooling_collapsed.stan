// The program partial_pooling with the group means integrated out: the same
// posterior of what the groups have in common, from sufficient statistics.
//
//   ybar_j ~ Normal(mu_alpha, sqrt(sigma_alpha^2 + sigma^2 / n_j))
//   W      = sum_i (y_i - ybar_j[i])^2,  W / sigma^2 ~ chi-square, N - J degrees
//
// Groups of one size have the same variance, so that of all of them together only
// their number, their mean and their squares about it matter: a gradient costs as
// much as there are distinct sizes, however long the table.
//
// Each parameter is sampled in steps of the width that the table lets expect, from
// where it lets expect it: a million rows make a posterior far narrower than 1.
data {
  int<lower=1> N; // observations
  int<lower=1> J; // groups
  real<lower=0> within; // W, squares of the observations about their group's mean
  int<lower=1> K; // distinct sizes of groups
  vector<lower=1>[K] size; // observations in a group of each size
  vector<lower=1>[K] groups; // groups of each size
  vector[K] middle; // mean of their means
  vector<lower=0>[K] between; // squares of their means about it
  real prior_mu_alpha_mean; // unit of the outcome
  real<lower=0> prior_mu_alpha_sd;
  real<lower=0> prior_sigma_alpha_rate; // per unit of the outcome
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  array[3] real start; // of mu_alpha, log sigma_alpha and log sigma
  array[3] real<lower=0> width; // of their steps
  int<lower=0, upper=1> prior_only; // 1: leave the data out
}
transformed data {
  // Of each size: its variance in (sigma_alpha^2, sigma^2), and the squares of its
  // means about mu_alpha = start + d in (1, d, d^2).
  matrix[K, 2] variances = append_col(rep_vector(1, K), inv(size));
  vector[K] away = middle - start[1];
  matrix[K, 3] squares = [(between + groups .* square(away))', -2 * (groups .* away)',
                          groups']';
}
parameters {
  real<offset=start[1], multiplier=width[1]> mu_alpha; // mean of the group means
  real<offset=start[2], multiplier=width[2]> log_sigma_alpha;
  real<offset=start[3], multiplier=width[3]> log_sigma;
}
transformed parameters {
  real<lower=0> sigma_alpha = exp(log_sigma_alpha); // sd of the group means
  real<lower=0> sigma = exp(log_sigma); // sd of the observations within a group
}
model {
  mu_alpha ~ normal(prior_mu_alpha_mean, prior_mu_alpha_sd);
  sigma_alpha ~ exponential(prior_sigma_alpha_rate);
  sigma ~ exponential(prior_sigma_rate);
  target += log_sigma_alpha + log_sigma; // Jacobian of the two logarithms
  if (!prior_only) {
    vector[K] variance = variances * [square(sigma_alpha), square(sigma)]';
    real d = mu_alpha - start[1];
    target += -(N - J) * log_sigma - 0.5 * within / square(sigma);
    target += -0.5
              * (dot_product(groups, log(variance))
                 + sum((squares * [1, d, square(d)]') ./ variance));
  }
}
generated quantities {
  real lprior = normal_lpdf(mu_alpha | prior_mu_alpha_mean, prior_mu_alpha_sd)
                + exponential_lpdf(sigma_alpha | prior_sigma_alpha_rate)
                + exponential_lpdf(sigma | prior_sigma_rate);
}

