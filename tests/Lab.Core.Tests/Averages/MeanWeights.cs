namespace Lab.Tests.Averages;

/// <summary>The mean of the weights after all steps.</summary>
internal class MeanWeights : WeightAveraging
{
    public override void AfterStep(long step, bool stepped) => Include(1.0 / (Updates + 1));
}

/// <summary>The same, with statistics of batch normalisation of its own.</summary>
internal sealed class RefreshedMeanWeights : MeanWeights
{
    public override bool RefreshesBatchNorm => true;
}
