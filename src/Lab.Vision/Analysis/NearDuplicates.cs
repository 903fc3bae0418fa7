namespace Lab.Vision;

/// <summary>Finds images that are alike: first by perceptual hash, then by comparing them in 18 x 16 grey cells, because different faces before a white wall may share a hash.</summary>
internal static class NearDuplicates
{
    private const double Alike = 0.98;
    private const double Flat = 4;

    /// <summary>The least correlation of cells.</summary>
    public static double Correlation => Alike;

    /// <summary>
    /// Clusters of images that are alike, the largest first, each in the order given. Images without any contrast look alike and are left out; so are pairs that <paramref name="related"/> says
    /// are expected to be alike, such as two pictures of one person.
    /// </summary>
    public static List<ImageRecord[]> Find(IReadOnlyList<ImageRecord> images, int distance, Func<ImageRecord, ImageRecord, bool> related, CancellationToken cancellation)
    {
        ImageRecord[] textured = [.. images.Where(image => image is { IsReadable: true } && image.Contrast >= Flat)];
        var byHash = textured.Index().GroupBy(pair => pair.Item.Hash).Select(group => (Hash: group.Key, Members: group.Select(pair => pair.Index).ToArray())).ToList();
        var parents = Enumerable.Range(0, textured.Length).ToArray();
        foreach (var (_, members) in byHash)
        {
            // Among many of one hash each is compared with some before it: a chain joins them as surely as all pairs do.
            for (var i = 1; i < members.Length; i++)
            {
                for (var j = Math.Max(0, i - 32); j < i; j++)
                {
                    Join(members[j], members[i]);
                }
            }
        }

        foreach (var (first, second) in new HashIndex([.. byHash.Select(group => group.Hash)]).Pairs(distance, cancellation))
        {
            foreach (var left in byHash[first].Members.Take(32))
            {
                foreach (var right in byHash[second].Members.Take(32))
                {
                    Join(left, right);
                }
            }
        }

        return [.. Enumerable.Range(0, textured.Length).GroupBy(Root).Where(group => group.Count() > 1)
            .Select(group => group.Select(index => textured[index]).ToArray())
            .OrderByDescending(cluster => cluster.Length)
            .ThenBy(cluster => cluster[0].Name, StringComparer.Ordinal)];

        int Root(int index)
        {
            while (parents[index] != index)
            {
                index = parents[index] = parents[parents[index]];
            }

            return index;
        }

        void Join(int left, int right)
        {
            var (a, b) = (Root(left), Root(right));
            if (a != b && !related(textured[left], textured[right]) && Correlate(textured[left].Cells, textured[right].Cells) >= Alike)
            {
                parents[Math.Max(a, b)] = Math.Min(a, b);
            }
        }
    }

    /// <summary>The correlation (Pearson) of two images' cells, from -1 to 1.</summary>
    internal static double Correlate(float[] left, float[] right)
    {
        var (meanLeft, meanRight) = (left.Average(), right.Average());
        var (product, squareLeft, squareRight) = (0.0, 0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            var (a, b) = (left[i] - meanLeft, right[i] - meanRight);
            (product, squareLeft, squareRight) = (product + (a * b), squareLeft + (a * a), squareRight + (b * b));
        }

        return product / Math.Sqrt(Math.Max(1e-12, squareLeft * squareRight));
    }
}
