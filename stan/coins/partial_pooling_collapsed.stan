// The program partial_pooling with the biases of the coins integrated out: the
// same posterior of the mode omega of the factory.
//
//   p(y_s | omega) ~ Beta(a + y_s, b + N_s - y_s) / Beta(a, b)
//   a = omega (kappa - 2) + 1,  b = (1 - omega) (kappa - 2) + 1
//
// As a + b = kappa is known, only gamma functions of a + y and of b + N - y depend
// on omega. They are the same for coins with as many heads, or as many tails: a
// gradient costs as much as there are distinct numbers of heads and of tails.
data {
  int<lower=1> S; // coins
  int<lower=1> K_heads; // distinct numbers of heads
  vector<lower=0>[K_heads] heads;
  vector<lower=1>[K_heads] coins_heads; // coins with each of them
  int<lower=1> K_tails; // distinct numbers of tails
  vector<lower=0>[K_tails] tails;
  vector<lower=1>[K_tails] coins_tails; // coins with each of them
  real<lower=2> kappa; // concentration of the biases around omega
  real<lower=0> prior_omega_a; // omega ~ Beta(a, b)
  real<lower=0> prior_omega_b;
  int<lower=0, upper=1> prior_only; // 1: leave the data out
}
parameters {
  real<lower=0, upper=1> omega; // mode of the factory
}
transformed parameters {
  real<lower=0> a = omega * (kappa - 2) + 1;
  real<lower=0> b = (1 - omega) * (kappa - 2) + 1;
}
model {
  omega ~ beta(prior_omega_a, prior_omega_b);
  if (!prior_only) {
    target += dot_product(coins_heads, lgamma(a + heads))
              + dot_product(coins_tails, lgamma(b + tails)) - S * (lgamma(a) + lgamma(b));
  }
}
generated quantities {
  real lprior = beta_lpdf(omega | prior_omega_a, prior_omega_b);
}

