// A line for every group, drawn from a population of lines: intercepts and
// slopes have a common mean, a spread each and a correlation, all learned.
//
//   y_i               ~ Normal(alpha_j[i] + beta_j[i] x_i, sigma)
//   (alpha_j, beta_j) ~ Normal2((mu_alpha, mu_beta), Sigma)
//   Sigma             = diag(sigma_alpha, sigma_beta) R diag(sigma_alpha, sigma_beta)
//
// With L L' = R, a slope is sampled as its standardised distance z_beta from
// what the intercept lets expect (not centred): the spread of the slopes reaches
// down to zero, where the centred form has its funnel. The intercepts are sampled
// centred where the data settle them, as seven races settle a runner's level:
// on the runners this has twice the effective draws of both standardised. Where they are
// not centred, z_alpha is a parameter of its own: taken back from alpha, it would be
// lost to rounding as sigma_alpha nears zero.
data {
  int<lower=1> N; // observations
  int<lower=1> J; // groups
  array[N] int<lower=1, upper=J> group; // group of each observation
  vector[N] x; // predictor, less its printed centre
  vector[N] y; // outcome
  real prior_mu_alpha_mean; // unit of the outcome
  real<lower=0> prior_mu_alpha_sd;
  real prior_mu_beta_mean; // unit of the outcome per unit of the predictor
  real<lower=0> prior_mu_beta_sd;
  real<lower=0> prior_sigma_alpha_rate; // per unit of the outcome
  real<lower=0> prior_sigma_beta_rate; // per unit of the slope
  real<lower=0> prior_R_shape; // R ~ LKJ(shape)
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  int<lower=0> N_new; // observations of a new group
  vector[N_new] x_new; // their predictor, less the same centre
  int<lower=0, upper=1> centred; // 1: sample alpha as it is; 0: standardised
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
}
transformed data {
  // Units in which the parameters are sampled, whatever those of the table are.
  real y_unit = sd(y);
  real z_origin = centred ? mean(y) : 0;
  real z_unit = centred ? y_unit : 1;
  real slope_unit = y_unit / sd(x);
  int N_saved = per_observation ? N : 0;
}
parameters {
  real<offset=mean(y), multiplier=y_unit> mu_alpha; // mean outcome at the centre of the predictor
  real<multiplier=slope_unit> mu_beta; // mean slope
  real<lower=0> sigma_alpha; // sd of the intercepts
  real<lower=0> sigma_beta; // sd of the slopes
  cholesky_factor_corr[2] L; // Cholesky factor of R
  vector<offset=z_origin, multiplier=z_unit>[J] z_alpha; // intercept of each group; standardised unless centred
  vector[J] z_beta; // standardised slope of each group, given its intercept
  real<lower=0> sigma; // sd around a group's line
}
transformed parameters {
  // outcome of each group at the centre of the predictor
  vector[J] alpha = centred ? z_alpha : mu_alpha + sigma_alpha * z_alpha;
  // slope of each group
  vector[J] beta = mu_beta
                   + sigma_beta
                     * (L[2, 1] * (centred ? (alpha - mu_alpha) / sigma_alpha : z_alpha)
                        + L[2, 2] * z_beta);
}
model {
  mu_alpha ~ normal(prior_mu_alpha_mean, prior_mu_alpha_sd);
  mu_beta ~ normal(prior_mu_beta_mean, prior_mu_beta_sd);
  sigma_alpha ~ exponential(prior_sigma_alpha_rate);
  sigma_beta ~ exponential(prior_sigma_beta_rate);
  L ~ lkj_corr_cholesky(prior_R_shape);
  if (centred) {
    alpha ~ normal(mu_alpha, sigma_alpha);
  } else {
    z_alpha ~ std_normal();
  }
  z_beta ~ std_normal();
  sigma ~ exponential(prior_sigma_rate);
  if (!prior_only) {
    y ~ normal(alpha[group] + beta[group] .* x, sigma);
  }
}
generated quantities {
  real lprior = normal_lpdf(mu_alpha | prior_mu_alpha_mean, prior_mu_alpha_sd)
                + normal_lpdf(mu_beta | prior_mu_beta_mean, prior_mu_beta_sd)
                + exponential_lpdf(sigma_alpha | prior_sigma_alpha_rate)
                + exponential_lpdf(sigma_beta | prior_sigma_beta_rate)
                + lkj_corr_cholesky_lpdf(L | prior_R_shape)
                + exponential_lpdf(sigma | prior_sigma_rate);
  real rho = multiply_lower_tri_self_transpose(L)[1, 2]; // correlation in R
  matrix[2, 2] Sigma = multiply_lower_tri_self_transpose(
                         diag_pre_multiply([sigma_alpha, sigma_beta]', L));
  // intercept and slope of a new group
  vector[2] line_new = multi_normal_rng([mu_alpha, mu_beta]', Sigma);
  real alpha_new = line_new[1];
  real beta_new = line_new[2];
  array[N_new] real y_new;
  vector[N_saved] log_lik;
  array[N_saved] real y_rep;
  for (n in 1 : N_new) {
    y_new[n] = normal_rng(alpha_new + beta_new * x_new[n], sigma);
  }
  for (i in 1 : N_saved) {
    real line = alpha[group[i]] + beta[group[i]] * x[i];
    log_lik[i] = normal_lpdf(y[i] | line, sigma);
    y_rep[i] = normal_rng(line, sigma);
  }
}

