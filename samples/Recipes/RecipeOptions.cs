using System.Globalization;
using System.Numerics;

namespace Recipes;

/// <summary>Reads the options that are a recipe's own.</summary>
internal static class RecipeOptions
{
    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <exception cref="LabValidationException">The text is none; the message names the option.</exception>
    public static T Number<T>(this IReadOnlyDictionary<string, string> options, string name, T otherwise, T least, T most)
        where T : INumber<T> =>
        !options.TryGetValue(name, out var text) ? otherwise
            : T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw new LabValidationException([string.Create(CultureInfo.InvariantCulture, $"--{name} {text}: give a number from {least} to {most}, such as {otherwise}.")]);
}
