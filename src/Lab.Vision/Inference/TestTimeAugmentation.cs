namespace Lab.Vision;

/// <summary>Further views of each image whose probabilities are averaged with those of the plain one: usually a little more accurate, at as many times the cost.</summary>
public sealed record TestTimeAugmentation
{
    /// <summary>No further view.</summary>
    public static TestTimeAugmentation None { get; } = new();

    /// <summary>Also the mirrored image. Not where left and right mean something.</summary>
    /// <value>false</value>
    public bool HorizontalFlip { get; init; }

    /// <summary>
    /// Also the four corners of the image, resized so that the middle is 7/8 of each side or, where the preprocessing crops more, what it crops: the ten-crop test of Krizhevsky et al. 2012 together with
    /// <see cref="HorizontalFlip"/>, five crops without.
    /// </summary>
    /// <value>false</value>
    public bool FourCorners { get; init; }

    /// <summary>Views of an image, the plain one included.</summary>
    public int Views => (FourCorners ? 5 : 1) * (HorizontalFlip ? 2 : 1);
}
