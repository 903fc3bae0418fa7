using System.Globalization;
using System.Text;

namespace Lab.Vision;

/// <summary>
/// One step of a <see cref="TransformPlan"/>, with every parameter that was drawn for it. Operations are immutable and compare and print
/// by their parameters, so that a list of them reproduces an augmented image from its file.
/// </summary>
/// <remarks>There are two kinds: <see cref="GeometricOperation"/> says where pixels come from, <see cref="PixelOperation"/> changes them where they are.</remarks>
public abstract record ImageOperation
{
    private protected ImageOperation()
    {
    }

    /// <summary>The size of the result for an image of the size <paramref name="input"/>.</summary>
    public abstract ImageSize OutputSize(ImageSize input);

    /// <summary>The operation and its parameters, such as "HueOperation { Turns = 0.25 }", with numbers as in the invariant culture.</summary>
    public sealed override string ToString()
    {
        // The compiler's PrintMembers of a record goes by the current culture.
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            var text = new StringBuilder(GetType().Name).Append(" { ");
            return (PrintMembers(text) ? text.Append(" }") : text.Append('}')).ToString();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
