namespace Lab.Vision;

/// <summary>A block beside a shortcut.</summary>
internal interface IResidualBlock
{
    /// <summary>Makes the block the identity at the start, which eases the first steps of deep networks (Goyal et al. 2017, arXiv:1706.02677).</summary>
    void ZeroLastNorm();
}
