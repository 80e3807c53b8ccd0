"""How to read each part of an analysis, and the glossary."""

# How to read a part, told where it comes first on the page.
READINGS = {
    "models": {
        "en": "A model is a formula, priors with the numbers of this run, and a Stan "
        "program that reads as the formula does. Normal(m, s) has standard deviation "
        "s, Exponential(r) has rate r, LKJ(η) is a distribution of correlation "
        "matrices. The curve beside a prior is its density; 90\u202f% of the prior "
        "lies in the shaded part, between the two numbers. Partial pooling and similar "
        "models are shown in full; the other models are there to be compared with them.",
        "es": "Un modelo es una fórmula, unos priors con los números de esta ejecución "
        "y un programa de Stan que se lee como la fórmula. Normal(m; s) tiene desvío "
        "estándar s, Exponencial(r) tiene tasa r, LKJ(η) es una distribución de "
        "matrices de correlación. La curva junto a un prior es su densidad; la parte "
        "sombreada, entre los dos números, contiene el 90\u202f% de su probabilidad. "
        "El partial pooling y los modelos afines se muestran en detalle; los demás "
        "están para compararlos con ellos.",
    },
    "before": {
        "en": "The model simulates observations from its priors alone. Priors are "
        "plausible if little of what they simulate is outside the range that the "
        "configuration gives: what somebody who knows the subject would expect without "
        "having seen the table. Where nothing is to be pooled they are wide on purpose. "
        "Whether they can reach what was measured is asked apart from that.",
        "es": "El modelo simula observaciones solo con sus priors. Son plausibles si "
        "poco de lo que simulan queda fuera del intervalo que da la configuración: lo que "
        "esperaría quien conoce el tema sin haber visto la tabla. Donde no se quiere hacer "
        "pooling son amplios a propósito. Aparte se pregunta si lo medido está a su "
        "alcance.",
    },
    "checks": {
        "en": "R-hat compares the chains with each other and is near 1 where they "
        "agree. ESS is the effective sample size, the number of independent draws that "
        "would be as informative: in the bulk, about the centre; in the tails, about "
        "the 5% and 95% quantiles. A divergence is a step that the sampler could not "
        "follow. Energy is minus the log density, plus that of the sampler's motion; "
        "E-BFMI, the estimated Bayesian fraction of missing information, is low where "
        "single steps change it too little to explore all of it, so that tails may be "
        "missed. Each number is the worst one of the fit.",
        "es": "R-hat compara las cadenas entre sí y se acerca a 1 cuando concuerdan. "
        "ESS es el tamaño muestral efectivo, cuántas muestras independientes "
        "informarían lo mismo: el central, sobre el centro; el de las colas, sobre los "
        "cuantiles del 5\u202f% y del 95\u202f%. Una divergencia es un paso que el "
        "muestreador no pudo seguir. La energía es menos la log-densidad, más la del "
        "movimiento del muestreador; E-BFMI, la fracción bayesiana estimada de "
        "información faltante, es bajo cuando cada paso la cambia demasiado poco para "
        "recorrerla toda, y entonces pueden faltar las colas. Cada número es el peor "
        "del ajuste.",
    },
    "posterior": {
        "en": "The exact mean and sd, computed without sampling, stand beside those of "
        "the draws. 5%, 50% and 95% are quantiles: 90\u202f% of the posterior lies "
        "between the outer two. MCSE is the Monte Carlo standard error of the mean; it "
        "shrinks with more draws, the sd does not.",
        "es": "La media y el desvío estándar exactos, calculados sin muestreo, figuran "
        "junto a los de las muestras. 5\u202f%, 50\u202f% y 95\u202f% son cuantiles: "
        "entre los dos extremos queda el 90\u202f% del posterior. MCSE es el error "
        "estándar de Monte Carlo de la media; disminuye con más muestras, el desvío "
        "estándar no.",
    },
    "shrinkage": {
        "en": "Shrinkage is the move from a group's own estimate to that of partial "
        "pooling, toward the population. The pooling factor is the weight that the "
        "model gives to the population in a coefficient of a group: 0 where each group "
        "stands alone, 1 where all are one. The posterior mean of this weight is shown, "
        "in tables and as a curve, and the interval that holds 90\u202f% of its "
        "posterior. How far a single estimate has moved may differ from it: that depends "
        "on the data of the group as well.",
        "es": "El shrinkage es el camino desde la estimación propia de un grupo hasta "
        "la del partial pooling, hacia la población. El factor de pooling "
        "es el peso que el modelo da a la población en un coeficiente de un grupo: 0 si "
        "cada uno va por su cuenta, 1 si todos son uno. Se muestra la media a posteriori de "
        "ese peso, en tablas y como curva, y el intervalo que contiene el "
        "90\u202f% de su posterior. Cuánto se movió una estimación en particular puede "
        "diferir de él: depende también de los datos del grupo.",
    },
    "exact": {
        "en": "Each posterior is computed a second time without sampling. z is the "
        "difference between draws and exact value in Monte Carlo standard errors, the "
        "largest one of all means and sds. The density is what the program samples, "
        "set draw by draw against the formula written out independently; the two may "
        "differ only by a constant, and the table gives the largest deviation from "
        "one. The last columns say how far the exact computation itself can be "
        "trusted: its own error, and the mass at the edges, the share of the posterior "
        "that lies in the outermost cells of its grid and should be next to nothing.",
        "es": "Cada posterior se calcula una segunda vez sin muestreo. z es la "
        "diferencia entre las muestras y el valor exacto en errores estándar de Monte "
        "Carlo, la mayor de todas las medias y desvíos estándar. La densidad es la que "
        "muestrea el programa, comparada muestra por muestra con la fórmula escrita de "
        "forma independiente; solo pueden diferir en una constante, y la tabla da la "
        "mayor desviación respecto de ella. Las últimas columnas dicen cuánto se puede "
        "confiar en el propio cálculo exacto: su error, y la masa en los bordes, la "
        "parte del posterior que cae en las celdas extremas de su grilla y que debe "
        "ser casi nula.",
    },
    "after": {
        "en": "Replicated data from the fitted model are compared with the observed "
        "data, in what the model does not fit anyway. A p-value near 0 says that the "
        "observed number would be rare among the "
        "replicated ones. New effects: the units of the replicated data are new ones "
        "from the population, because fitted effects follow the data and hide a "
        "misfit. Mean deviation / sd is Geary's ratio, about 0.80 for a normal "
        "distribution and less where tails are heavy. PIT (probability integral "
        "transform): each observation is predicted from the others; if the model is "
        "right, the probabilities of a smaller value are uniform between 0 and 1. The "
        "level is shared among all tests of a fit (Bonferroni), so that a correct "
        "model is rarely flagged.",
        "es": "Los datos replicados por el modelo ajustado se comparan con los "
        "observados, en lo que el modelo no ajusta de todos modos. Un valor p cercano a "
        "0 dice que el número observado sería raro "
        "entre los replicados. Efectos nuevos: las unidades de los datos replicados "
        "son otras de la población, porque los efectos ajustados siguen a los datos y "
        "ocultan un desajuste. Desviación media / DE es el cociente de Geary, cerca de "
        "0,80 en una normal y menor si las colas son pesadas. PIT (transformada "
        "integral de probabilidad): cada observación se predice a partir de las demás; "
        "si el modelo es correcto, las probabilidades de un valor menor son uniformes "
        "entre 0 y 1. El nivel se reparte entre todas las pruebas de un ajuste "
        "(Bonferroni), de modo que un modelo correcto rara vez recibe una alerta.",
    },
    "comparison": {
        "en": "elpd, the expected log predictive density, is estimated by the sum over "
        "observations of the log density that a model gives to each when it is fitted "
        "to the others, in nats, units of the natural logarithm; higher is better. "
        "PSIS, importance sampling with smoothed weights, takes it from the draws; "
        "where Pareto k, which grows with the tail of the weights, exceeds 0.7, the "
        "exact value takes its place. Where a difference is smaller than 4 or there "
        "are few observations, its standard error is itself rough. The effective number "
        "of parameters, p_loo, is how much better the observations are explained than "
        "predicted: about the number of parameters that the data move freely, and less "
        "the more the groups share.",
        "es": "elpd, la log-densidad predictiva esperada, se estima sumando, sobre las "
        "observaciones, el logaritmo de la densidad que un modelo le da a cada una "
        "cuando se ajusta a las demás, en nats, unidades del logaritmo natural; cuanto "
        "más alta, mejor. PSIS, el muestreo por importancia con pesos suavizados, la "
        "obtiene de las muestras; donde el k de Pareto, que crece con la cola de los "
        "pesos, supera 0,7, se usa el valor exacto. Si una diferencia es menor que 4 o "
        "hay pocas observaciones, su propio error estándar es poco preciso. El número "
        "efectivo de parámetros, p_loo, es cuánto mejor se explican las observaciones que "
        "lo que se predicen: cerca de la cantidad de parámetros que los datos mueven con "
        "libertad, y menos cuanto más comparten los grupos.",
    },
    "group_comparison": {
        "en": "Here all rows of a group are left out at once and predicted from the "
        "other groups, with its own effect integrated out: what a model knows about a "
        "group that it has never seen. Without pooling that is its prior alone.",
        "es": "Aquí se omiten a la vez todas las filas de un grupo y se predicen a "
        "partir de los demás, con su propio efecto integrado: lo que un modelo sabe de "
        "un grupo que nunca vio. Sin pooling, eso es solo su prior.",
    },
    "prior": {
        "en": "How far the posterior moves, per doubling, when the prior or the likelihood "
        "is raised to a power a little above or below 1 (power-scaling; Kallioinen et al. "
        "2024). It is a local measure: of a slightly stronger or weaker prior of the same "
        "form, not of another prior. A parameter leans on its prior where that number "
        "reaches 0.05, or half of it where the posterior has at least half of the prior's "
        "sd and the likelihood moves it less. A likelihood with more weight knows each "
        "group better, but knows of no more groups: of the mean and the spread of a "
        "population with few groups a small number there does not say that the prior "
        "decides, nor a large one that the data do.",
        "es": "Cuánto se mueve el posterior, por cada duplicación, cuando el prior o la "
        "verosimilitud se eleva a una potencia algo mayor o menor que 1 (power-scaling; "
        "Kallioinen et al. 2024). Es una medida local: habla de un prior algo más fuerte o "
        "más débil de la misma forma, no de otro prior. Un parámetro se apoya en su prior "
        "si ese número llega a 0,05, o a la mitad si el posterior conserva al menos la "
        "mitad del desvío estándar del prior y la verosimilitud lo mueve menos. Una "
        "verosimilitud con más peso conoce mejor cada grupo, pero no conoce más grupos: "
        "para la media y la dispersión de una población con pocos grupos, un número chico "
        "ahí no dice que decida el prior, ni uno grande que decidan los datos.",
    },
}
