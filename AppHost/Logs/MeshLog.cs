using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MeshStarter.AppHost.Logs;

/// <summary>
/// Logger that writes all lines of a resource to <c>logs/&lt;resource&gt;.log</c> in the data folder, and those of the AppHost and its
/// orchestrator to <c>logs/apphost.log</c>. Warnings and errors also go to the terminal, and all lines do with <c>--verbose</c>.
/// </summary>
internal sealed class MeshLog : ILoggerProvider
{
    /// <summary>The argument that writes every line to the terminal.</summary>
    public const string Verbose = "--verbose";

    private const string AppHost = "apphost";

    // Categories of Aspire itself. It repeats their lines under Aspire.Hosting.Dashboard.
    private const string Dashboard = "aspire-dashboard";

    private const string LoginPath = "/login?t=";

    private const long FileLimit = 8 * 1024 * 1024;

    // Categories of Aspire's own parts, which include a web server for its dashboard. Only their errors go to the terminal.
    private static readonly string[] OfAspire = ["Aspire.Hosting.Dashboard", "Aspire.Hosting.Dcp", "Microsoft.AspNetCore"];

    // The host's entry on a start that failed, and the built-in app model's on a resource that ended: the AppHost writes both to the terminal itself.
    private static readonly (string Category, int Id)[] Reported = [("Microsoft.Extensions.Hosting.Internal.Host", 11), ("Aspire.Hosting.DistributedApplication", 3)];

    private readonly ConcurrentDictionary<string, RotatedFile> _files = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly string _resources;
    private readonly Func<string, bool> _isContainer;
    private readonly bool _verbose;
    private readonly TimeProvider _time;
    private int _isDashboardReported;

    private MeshLog(string folder, string resources, Func<string, bool> isContainer, bool verbose, TimeProvider time) =>
        (_folder, _resources, _isContainer, _verbose, _time) = (folder, resources, isContainer, verbose, time);

    /// <summary>Replaces the console logger.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="folder">The folder of the logs.</param>
    /// <param name="verbose">Whether every line is written to the terminal.</param>
    public static void Install(IDistributedApplicationBuilder builder, string folder, bool verbose)
    {
        // Aspire and the built-in model use the same category for a resource's lines.
        var resources = $"{builder.Environment.ApplicationName}.Resources.";
        builder.Services.AddLogging(logging =>
        {
            logging.AddFilter<ConsoleLoggerProvider>(category: null, LogLevel.None);
            logging.Services.AddSingleton<ILoggerProvider>(_ => new MeshLog(
                folder, resources, name => builder.Resources.OfType<ContainerResource>().Any(container => container.Name == name), verbose, TimeProvider.System));
        });
    }

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(_resources, StringComparison.Ordinal)
            ? new ResourceLog(this, categoryName[_resources.Length..], _isContainer(categoryName[_resources.Length..]))
            : new OwnLog(this, categoryName);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    private void Write(string resource, ResourceLine line, LogLevel toTerminal)
    {
        File(resource).Append(line.ToString());
        if (_verbose || line.Level >= toTerminal)
        {
            Console.WriteLine(line.Of(resource));
        }
    }

    private RotatedFile File(string name) => _files.GetOrAdd(name, resource => new RotatedFile(_folder, resource, FileLimit));

    private void ReportDashboard(string url)
    {
        if (Interlocked.Exchange(ref _isDashboardReported, 1) == 0)
        {
            Console.WriteLine($"Dashboard: {url}");
        }
    }

    private sealed class ResourceLog(MeshLog log, string resource, bool isContainer) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var entry = formatter(state, exception);
            // The dashboard logs its login link too, with its token: it is in no file, and once on the terminal.
            if (resource == Dashboard && entry.Contains(LoginPath, StringComparison.Ordinal))
            {
                return;
            }

            var line = ResourceLine.Read(entry, logLevel, log._time.GetUtcNow());
            // Servers of others write all of their log to standard error.
            line = isContainer && !line.IsOfOrchestrator ? line with { Level = LogLevel.Information } : line;
            log.Write(resource, line, resource == Dashboard || line.IsCancelled ? LogLevel.None : LogLevel.Warning);
        }
    }

    private sealed class OwnLog(MeshLog log, string category) : ILogger
    {
        private readonly LogLevel _toTerminal = OfAspire.Any(part => category.StartsWith(part, StringComparison.Ordinal)) ? LogLevel.Error : LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // Aspire logs the login link twice: as "Login to the dashboard at {LoginUrl}", and in a box of addresses.
            if (state is IReadOnlyList<KeyValuePair<string, object?>> parts && parts.FirstOrDefault(part => part.Key == "LoginUrl").Value is string url)
            {
                log.ReportDashboard(url);
                return;
            }

            // One line each: the terminal has the first line of an exception, the file has all of it.
            var text = formatter(state, exception).Split('\n', 2)[0].TrimEnd();
            // A stop during a start is no error.
            var toTerminal = exception is OperationCanceledException || Reported.Contains((category, eventId.Id)) ? LogLevel.None : _toTerminal;
            log.Write(AppHost, new ResourceLine(logLevel, log._time.GetUtcNow(), $"{category}: {text}{(exception is null ? "" : $" ({exception.Message.Split('\n', 2)[0].TrimEnd()})")}"), toTerminal);
            if (exception is not null)
            {
                log.File(AppHost).Append(exception.ToString());
            }
        }
    }
}
