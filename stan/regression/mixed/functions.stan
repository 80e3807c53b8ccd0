  // Coefficients b whose combinations A b have independent priors; det A = 1.
  real combined_lpdf(vector b, matrix A, vector m, vector s) {
    return normal_lpdf(A * b | m, s);
  }
  // Linear predictor of all rows; levels are written factor after factor.
  vector predictor(vector offsets, matrix W, vector beta, int pooling, matrix Z,
                   matrix theta, array[] int group, vector further, array[] int level) {
    int N = rows(W);
    vector[N] eta = offsets + W * beta;
    if (pooling > 0) {
      eta += rows_dot_product(Z, theta[group]);
    }
    for (h in 1 : size(level) %/% N) {
      eta += further[segment(level, 1 + (h - 1) * N, N)];
    }
    return eta;
  }
  // Levels of factors whose mean is sampled apart, from what is sampled of them: its first
  // is that mean times the root of their number, by a reflection (Householder).
  vector reflected(array[] int count, array[] int reflect, vector sampled) {
    vector[rows(sampled)] levels = sampled;
    int first = 1;
    for (h in 1 : size(count)) {
      int n = count[h];
      if (reflect[h]) {
        vector[n] away = rep_vector(-inv_sqrt(n), n);
        away[1] += 1;
        levels[first : first + n - 1] -= dot_product(away, segment(sampled, first, n))
                                         / away[1] * away;
      }
      first += n;
    }
    return levels;
  }
  // Effects of levels and groups, each with all that it lies in, from what is sampled of
  // the levels: the sum, that less its mean, or the level's own effect.
  vector together(vector sampled, vector of_groups, array[] int count,
                  array[] int inside, array[] int reflect, vector further_unit) {
    vector[rows(sampled) + rows(of_groups)] total = append_row(sampled, of_groups);
    // A level lies in a level of what has fewer of them.
    for (h in sort_indices_asc(count)) {
      int last = sum(count[1 : h]);
      int first = last - count[h] + 1;
      if (inside[first] > 0) {
        vector[count[h]] around = total[inside[first : last]];
        if (further_unit[last] == 0) {
          total[first : last] += around;
        } else if (reflect[h]) {
          total[first : last] += mean(around);
        }
      }
    }
    return total;
  }
  // Effects of the levels alone.
  vector alone(vector total, array[] int inside) {
    vector[size(inside)] levels = head(total, size(inside));
    for (l in 1 : size(inside)) {
      if (inside[l] > 0) {
        levels[l] -= total[inside[l]];
      }
    }
    return levels;
  }
  // Effects of levels that each group is sampled with.
  vector beside(vector further, vector total, vector in_group, array[] int above) {
    vector[size(above)] found = rep_vector(dot_product(in_group, further), size(above));
    for (j in 1 : size(above)) {
      if (above[j] > 0) {
        found[j] += total[above[j]];
      }
    }
    return found;
  }
