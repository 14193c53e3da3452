using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Start;

/// <summary>
/// Turns a refused start into one line on stderr and exit code 1, however Program.cs runs the application. A start that is truncated
/// because the service was asked to end is no defect either: it ends in silence.
/// </summary>
internal static class StartRefusal
{
    private static int _installed;
    private static volatile bool _stopRequested;

    public static void Install()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 1)
            return;
        AppDomain.CurrentDomain.UnhandledException += (_, raised) =>
        {
            if (raised.ExceptionObject is OperationCanceledException && _stopRequested)
                Environment.Exit(Environment.ExitCode);
            if (raised.ExceptionObject is not Exception exception || Line(exception) is not { } line)
                return; // a defect: the runtime prints it whole and aborts
            Console.Error.WriteLine(line);
            Environment.Exit(1);
        };
    }

    /// <summary>From now on a start that does not go on was truncated.</summary>
    public static void StopWasRequested() => _stopRequested = true;

    /// <summary>What is said of a refused start (one line, or one for each mistake in a file); null when the exception is something else.</summary>
    public static string? Line(Exception exception) => exception switch
    {
        StartRefusedException refused => refused.Message.TrimEnd(),
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),
        // A value that is not of its setting's type; the binder names both.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } unreadable => $"{unreadable.Message} See docs/settings.md.",
        AggregateException { InnerExceptions: [var only] } => Line(only),
        _ => null,
    };
}
