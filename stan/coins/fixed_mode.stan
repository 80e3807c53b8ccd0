// Units of a population whose mode omega is known: nothing is shared, every
// unit is judged against the same fixed prior.
//
//   y_s     ~ Binomial(N_s, theta_s)
//   theta_s ~ Beta(omega (kappa - 2) + 1, (1 - omega) (kappa - 2) + 1)
data {
  int<lower=1> S; // units
  array[S] int<lower=0> N; // trials of each unit
  array[S] int<lower=0> y; // successes of each unit
  real<lower=2> kappa; // concentration of theta around omega
  real<lower=0, upper=1> omega; // mode of the population
  int<lower=0> N_new; // samples of a new unit
  array[N_new] int<lower=0> trials_new; // trials in each of them
  int<lower=0, upper=1> prior_only; // 1: leave the data out
  int<lower=0, upper=1> per_observation; // 1: save log_lik and y_rep
}
transformed data {
  int S_saved = per_observation ? S : 0;
  real<lower=0> a = omega * (kappa - 2) + 1;
  real<lower=0> b = (1 - omega) * (kappa - 2) + 1;
}
parameters {
  vector<lower=0, upper=1>[S] theta; // probability of a success in each unit
}
model {
  theta ~ beta(a, b);
  if (!prior_only) {
    y ~ binomial(N, theta);
  }
}
generated quantities {
  real lprior = beta_lpdf(theta | a, b);
  real theta_new = beta_rng(a, b); // that of a new unit of the same population
  array[N_new] int y_new;
  vector[S_saved] log_lik;
  array[S_saved] int y_rep;
  for (n in 1 : N_new) {
    y_new[n] = binomial_rng(trials_new[n], theta_new);
  }
  for (s in 1 : S_saved) {
    log_lik[s] = binomial_lpmf(y[s] | N[s], theta[s]);
    y_rep[s] = binomial_rng(N[s], theta[s]);
  }
}

