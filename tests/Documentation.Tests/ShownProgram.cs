using System.Reflection;

namespace Documentation.Tests;

/// <summary>The program that README.md shows.</summary>
internal static class ShownProgram
{
    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var (before, errorBefore) = (Console.Out, Console.Error);
        using var output = new StringWriter();
        using var error = new StringWriter();
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            var code = (int)Assembly.GetExecutingAssembly().EntryPoint!.Invoke(null, [arguments])!;
            return (code, output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(errorBefore);
        }
    }
}
