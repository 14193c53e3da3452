using System.Reflection;

namespace MeshStarter.TestKit;

/// <summary>Runs programs of the mesh in the tests' process, several at a time.</summary>
public static class InvokedProgram
{
    private static readonly CallWriter Output = new(Console.Out);
    private static readonly CallWriter Errors = new(Console.Error);

    static InvokedProgram()
    {
        Console.SetOut(Output);
        Console.SetError(Errors);
    }

    /// <summary>Runs one to its end, and returns its exit code and what it wrote.</summary>
    /// <param name="program">The assembly of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, params string[] arguments) => Task.Run(() =>
    {
        var (output, errors) = (Output.Begin(), Errors.Begin());
        var exitCode = (int)Assembly.Load(program).EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null)!;
        return (exitCode, output(), errors());
    });
}
