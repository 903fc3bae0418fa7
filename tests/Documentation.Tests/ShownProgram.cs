using System.Reflection;

namespace Documentation.Tests;

/// <summary>The program that README.md shows.</summary>
internal static class ShownProgram
{
    // One writer for all runs: the console library keeps the first that it sees.
    private static readonly StringWriter Written = new();

    public static (int Code, string Text) Run(params string[] arguments)
    {
        var (output, error) = (Console.Out, Console.Error);
        Console.SetOut(Written);
        Console.SetError(Written);
        Written.GetStringBuilder().Clear();
        try
        {
            var code = (int)Assembly.GetExecutingAssembly().EntryPoint!.Invoke(null, [arguments])!;
            return (code, Written.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
