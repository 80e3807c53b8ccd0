// Units of a population whose consistency is learned with its mode: neither the
// mode omega nor the concentration kappa is known.
//
//   y_s       ~ Binomial(N_s, theta_s)
//   theta_s   ~ Beta(omega (kappa - 2) + 1, (1 - omega) (kappa - 2) + 1)
//   omega     ~ Beta(A, B)
//   kappa - 2 ~ Gamma(shape, rate)
//
// The thetas are integrated out, y_s ~ BetaBinomial(N_s, a, b), and drawn afterwards
// from Beta(a + y_s, b + N_s - y_s): the same posterior, without the funnel that thetas
// make as kappa grows and draws them together.
//
// The prior of log(kappa - 2) falls to the left as exp(shape log(kappa - 2)), over hundreds
// of units where the shape is far below 1, and its other side is a wall. There it is
// sampled in units of 1 / shape: log(kappa - 2) = v - reach log(1 + exp(bend - v)).
data {
  int<lower=1> S; // units
  array[S] int<lower=0> N; // trials of each unit
  array[S] int<lower=0> y; // successes of each unit
  real<lower=0> prior_omega_a; // omega ~ Beta(a, b)
  real<lower=0> prior_omega_b;
  real<lower=0> prior_kappa_shape; // kappa - 2 ~ Gamma(shape, rate)
  real<lower=0> prior_kappa_rate;
  int<lower=0> N_new; // samples of a new unit
  array[N_new] int<lower=0> trials_new; // trials in each of them
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
}
transformed data {
  int S_saved = per_observation ? S : 0;
  real reach = fmax(inv(prior_kappa_shape) - 1, 0);
  // Well below what the prior or the data can tell from 2.
  real bend = -log(prior_kappa_rate + S) - log1p(reach);
}
parameters {
  real<lower=0, upper=1> omega; // mode of the population
  real stretched; // v
}
transformed parameters {
  real log_above = stretched - reach * log1p_exp(bend - stretched); // log(kappa - 2)
  real kappa = 2 + exp(log_above); // concentration of theta around omega
  real<lower=0> a = omega * exp(log_above) + 1;
  real<lower=0> b = (1 - omega) * exp(log_above) + 1;
}
model {
  omega ~ beta(prior_omega_a, prior_omega_b);
  // kappa - 2 ~ gamma(prior_kappa_shape, prior_kappa_rate), and the Jacobian
  target += prior_kappa_shape * log_above - prior_kappa_rate * exp(log_above)
            + log1p(reach * inv_logit(bend - stretched));
  if (!prior_only) {
    y ~ beta_binomial(N, a, b);
  }
}
generated quantities {
  real lprior = beta_lpdf(omega | prior_omega_a, prior_omega_b)
                + gamma_lpdf(exp(log_above) | prior_kappa_shape, prior_kappa_rate);
  vector[S] theta; // probability of a success in each unit
  real theta_new = beta_rng(a, b); // that of a new unit of the same population
  array[N_new] int y_new;
  vector[S_saved] log_lik;
  array[S_saved] int y_rep;
  for (s in 1 : S) {
    theta[s] = prior_only ? beta_rng(a, b) : beta_rng(a + y[s], b + N[s] - y[s]);
  }
  for (n in 1 : N_new) {
    y_new[n] = binomial_rng(trials_new[n], theta_new);
  }
  for (s in 1 : S_saved) {
    log_lik[s] = binomial_lpmf(y[s] | N[s], theta[s]);
    y_rep[s] = binomial_rng(N[s], theta[s]);
  }
}

