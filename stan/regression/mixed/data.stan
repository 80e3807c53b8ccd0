  int<lower=1> N; // observations
  int<lower=1> J; // groups
  int<lower=1> P; // coefficients of the population
  int<lower=1> K; // coefficients that vary by group
  int<lower=0> H; // further grouping factors
  int<lower=0> L; // levels of all of them
  array[N] int<lower=1, upper=J> group; // group of each observation
  array[N * H] int<lower=1, upper=L> level; // its levels, factor after factor
  array[H] int<lower=2> count; // levels of each factor
  array[H] int<lower=0, upper=1> reflect; // 1: their mean is sampled apart
  array[H] int<lower=0, upper=1> linked; // 1: they lie in groups, or groups in them
  array[L + J] int<lower=0, upper=L + J> inside; // level, or L + group, that a level, and
  array[J] int<lower=0, upper=L> above; // then a group, lies in, or 0; without pooling here
  vector[N] offsets; // unit of eta
  matrix[N, P] X; // columns of the population
  matrix[N, K] Z; // columns that vary by group
  array[P] int<lower=0, upper=1> used; // columns of X that the model has
  array[K] int<lower=0, upper=P> place; // column of X that is this one of Z, or 0
  int<lower=0, upper=2> pooling; // 0 complete, 1 none, 2 partial
  int<lower=0, upper=1> correlated; // 0: R is the identity
  matrix[P, P] A; // A beta has independent priors: log rate per unit of the column
  vector[P] prior_beta_mean;
  vector<lower=0>[P] prior_beta_sd;
  matrix[K, K] B; // the same of theta_j, without pooling: I but for a row, with 1 in place
  vector[K] prior_theta_mean;
  vector<lower=0>[K] prior_theta_sd;
  vector<lower=0>[K] prior_sd_rate; // per unit of the coefficient
  real<lower=0> prior_cor_shape; // R ~ LKJ(shape)
  vector<lower=0>[H] prior_sd_further_rate; // per unit of eta
  vector[P] location; // where beta is sampled, and in what units
  matrix[P, P] unit;
  vector[P] intercept; // 1: sampled with levels of further factors, by these weights
  vector[L] in_intercept;
  vector[L] in_group; // the same of groups, without pooling
  // What the rows say, with weights: products of 1, or of each column that varies by group
  // (turned by B), with these columns, those of beta in its units, and the outcomes beside
  // location, summed up by level and by group
  matrix[L, K + P + 1] own;
  array[K] matrix[J, K + P + 1] own_theta;
  matrix[P + 1, P + 1] own_beta; // and of beta, with its prior
  array[J] vector[K] own_location; // where theta is sampled without pooling
  array[J] matrix[K, K] own_unit; // and along what directions, in what units
  array[2] matrix[J, K] own_bend; // how skewed that is, and how heavy its tails
  int<lower=1> N_new; // observations of a new group
  matrix[N_new, P] X_new;
  matrix[N_new, K] Z_new;
  vector[N_new] offsets_new;
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
