using System.Numerics.Tensors;

namespace MaskClassification.Faces;

/// <summary>The pictures drawn so far. None is a near duplicate of another person's: people look different in colour, but their greys may be alike where mask, pose and light are.</summary>
internal sealed class Gallery
{
    // The grey cells of near duplicates correlate by 0.98, as `analyze` says.
    private const float Alike = 0.978f;

    private readonly List<float[]> _others = [];
    private readonly List<float[]> _own = [];

    /// <summary>The pictures that follow are of another person, whose own may be alike.</summary>
    public void NextPerson()
    {
        _others.AddRange(_own);
        _own.Clear();
    }

    /// <summary>Takes a picture, and takes it again, in other poses, as long as it is a near duplicate of another person's.</summary>
    /// <param name="key">What the picture is drawn from.</param>
    /// <param name="draw">Draws it from a key.</param>
    public byte[] Take(RandomKey key, Func<RandomKey, Picture> draw)
    {
        var picture = draw(key);
        for (var again = 1; _others.Exists(other => TensorPrimitives.Dot(other, picture.Cells) > Alike); again++)
        {
            picture = draw(key.Derive("again").Derive(again));
        }

        _own.Add(picture.Cells);
        return picture.Jpeg;
    }
}
