// The programs no_pooling and regularised with the group means integrated out: the
// same posterior of sigma, from sufficient statistics.
//
//   ybar_j ~ Normal(m, sqrt(s^2 + sigma^2 / n_j)), m and s fixed beforehand
//   W      = sum_i (y_i - ybar_j[i])^2,  W / sigma^2 ~ chi-square, N - J degrees
//
// Groups of one size have the same variance, so that of all of them together only
// their number, their mean and their squares about it matter: a gradient costs as
// much as there are distinct sizes, however long the table.
//
// sigma is sampled in steps of the width that the table lets expect, from where it
// lets expect it: a million rows make a posterior far narrower than 1.
data {
  int<lower=1> N; // observations
  int<lower=1> J; // groups
  real<lower=0> within; // W, squares of the observations about their group's mean
  int<lower=1> K; // distinct sizes of groups
  vector<lower=1>[K] size; // observations in a group of each size
  vector<lower=1>[K] groups; // groups of each size
  vector[K] middle; // mean of their means
  vector<lower=0>[K] between; // squares of their means about it
  real prior_alpha_mean; // unit of the outcome
  real<lower=0> prior_alpha_sd;
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  array[1] real start; // of log sigma
  array[1] real<lower=0> width; // of its steps
  int<lower=0, upper=1> prior_only; // 1: leave the data out
}
transformed data {
  vector[K] squares = between + groups .* square(middle - prior_alpha_mean);
}
parameters {
  real<offset=start[1], multiplier=width[1]> log_sigma;
}
transformed parameters {
  real<lower=0> sigma = exp(log_sigma); // sd of the observations within a group
}
model {
  sigma ~ exponential(prior_sigma_rate);
  target += log_sigma; // Jacobian of the logarithm
  if (!prior_only) {
    vector[K] variance = square(prior_alpha_sd) + square(sigma) * inv(size);
    target += -(N - J) * log_sigma - 0.5 * within / square(sigma);
    target += -0.5 * (dot_product(groups, log(variance)) + sum(squares ./ variance));
  }
}
generated quantities {
  real lprior = exponential_lpdf(sigma | prior_sigma_rate);
}

