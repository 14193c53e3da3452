using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Start;

/// <summary>
/// Turns a refused start into one line on stderr and exit code 1, however Program.cs runs the application. A start that is interrupted
/// because the service was requested to stop is no defect either: it ends without a message.
/// </summary>
internal static class StartRefusal
{
    // The first reason why the service ends: what follows is caused by it.
    private const int Requested = 1;
    private const int Failed = 2;

    private static int _installed;
    private static int _end;

    /// <summary>Whether the service was requested to stop before its start failed.</summary>
    public static bool IsStopRequested => Volatile.Read(ref _end) == Requested;

    /// <summary>Whether the service was requested to stop, or its start failed.</summary>
    public static bool IsEnding => Volatile.Read(ref _end) != 0;

    public static void Install()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 1)
        {
            return;
        }

        AppDomain.CurrentDomain.UnhandledException += (_, raised) =>
        {
            if (raised.ExceptionObject is OperationCanceledException && IsStopRequested)
            {
                Environment.Exit(Environment.ExitCode);
            }

            if (raised.ExceptionObject is not Exception exception || Line(exception) is not { } line)
            {
                return; // a defect: the runtime prints the exception and aborts
            }

            Console.Error.WriteLine(line);
            Environment.Exit(1);
        };
    }

    /// <summary>Marks later interrupted starts as requested stops.</summary>
    public static void StopWasRequested() => Interlocked.CompareExchange(ref _end, Requested, 0);

    /// <summary>Marks later stops and cancelled work as caused by a start that failed.</summary>
    public static void StartFailed() => Interlocked.CompareExchange(ref _end, Failed, 0);

    // Only where it comes from shows that it is about the file of a certificate.
    private static bool IsOfCertificate(Exception exception) => exception.StackTrace?.Contains("Microsoft.AspNetCore.Server.Kestrel.", StringComparison.Ordinal) == true
        && exception.StackTrace.Contains("Certificate", StringComparison.Ordinal);

    // The setting that gave the address. Kestrel binds those of its own section by a way of their own.
    private static string AddressSetting(Exception exception) =>
        exception.StackTrace?.Contains(".AddressBinder.EndpointsStrategy.", StringComparison.Ordinal) == true ? "Kestrel:Endpoints" : "ASPNETCORE_URLS";

    // What an attribute says of a setting, without the framework's words around it.
    private static string Own(string failure)
    {
        const string before = "with the error: '";
        return failure.StartsWith("DataAnnotation validation failed", StringComparison.Ordinal) && failure.IndexOf(before, StringComparison.Ordinal) is > 0 and var at
            ? failure[(at + before.Length)..].TrimEnd('.', '\'') + "."
            : failure;
    }

    /// <summary>Returns the message of a refused start (one line, or one for each mistake in a file); null when the exception is something else.</summary>
    public static string? Line(Exception exception) => exception switch
    {
        StartRefusedException refused => refused.Message.TrimEnd(),
        OptionsValidationException invalid => string.Join(' ', invalid.Failures.Select(Own)),
        // The value does not have the type of its setting; the binder names both.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } unreadable => $"{SettingForm.Complete(unreadable)} See docs/settings.md.",
        // Kestrel names no setting of an address with https and no certificate.
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } uncertified when uncertified.Message.Contains("certificate", StringComparison.Ordinal) =>
            "An address of this service begins with https, and there is no certificate for it. Set Kestrel:Certificates:Default:Path and :Password (or :KeyPath), or leave https out where a proxy in front of the service has the certificate.",
        IOException { InnerException: AddressInUseException } taken => $"{AddressSetting(taken)}: {taken.Message} Fix: End what listens there, or give another port.",
        IOException or UnauthorizedAccessException or CryptographicException when IsOfCertificate(exception) =>
            $"Kestrel:Certificates:Default:Path: the certificate cannot be read ({exception.Message.TrimEnd('.')}). Fix: Name its file in this setting, and give its password in Kestrel:Certificates:Default:Password.",
        // All of them, or it is a defect.
        AggregateException several when several.InnerExceptions.Select(Line).ToList() is var lines && !lines.Contains(null) => string.Join(' ', lines.Distinct(StringComparer.Ordinal)),
        _ => null,
    };
}
