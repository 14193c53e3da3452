using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace MeshStarter.TestKit;

/// <summary>
/// Trino, a query engine that no one here wrote, one node of the engines folder; started once for the tests that share it. Catalogs are
/// made by SQL: <c>CREATE CATALOG</c>.
/// </summary>
public sealed class TrinoServer : IAsyncLifetime, IDisposable
{
    // What the engine's script answers with where something it needs is not there, Java for one.
    private const int CannotStart = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-trino-").FullName;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private Process? _process;

    /// <summary>The reason why it cannot run here, with which a test that runs a statement is skipped; null when it runs.</summary>
    public string? Missing { get; private set; }

    /// <summary>The address at which it listens, for clients of its protocol.</summary>
    public Uri Address => _http.BaseAddress ?? throw new InvalidOperationException("Trino has not started.");

    public async Task InitializeAsync()
    {
        if (EnginesFolder.Path is not { } engines)
        {
            Missing = $"Trino cannot be run: {EnginesFolder.Missing}";
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            Missing = "Trino cannot be run: its script is for Linux";
            return;
        }

        var port = FreePort.Take();
        _process = ForeignProgram.Start(Path.Combine(engines, "trino", "start"), [_folder, $"{port}"], environment: [new("TRINO_HEAP", "640m")]);
        var said = Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        _http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        if (!await _process.AnswersAsync(async () => !(await _http.GetFromJsonAsync<JsonElement>("/v1/info")).GetProperty("starting").GetBoolean(), Patience))
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            var last = string.Join('\n', string.Concat(await said).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(20));
            Missing = _process.ExitCode == CannotStart ? $"Trino cannot be run: {last}" : throw new InvalidOperationException($"Trino did not come up, and ended with {_process.ExitCode}: {last}");
        }
    }

    public async Task DisposeAsync()
    {
        await _process.EndAsync();
        Dispose();
    }

    public void Dispose()
    {
        _process?.Dispose();
        _http.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Runs a statement to its end.</summary>
    /// <exception cref="TrinoFailedException">It failed; the message says why, and what caused it.</exception>
    public async Task<TrinoAnswer> RunAsync(string sql)
    {
        Skip.If(Missing is not null, Missing);
        using var first = new HttpRequestMessage(HttpMethod.Post, "/v1/statement") { Content = new StringContent(sql, Encoding.UTF8, "text/plain") };
        first.Headers.Add("X-Trino-User", "mesh-tests");
        first.Headers.Add("X-Trino-Client-Capabilities", "PARAMETRIC_DATETIME");
        using var posted = await _http.SendAsync(first);
        posted.EnsureSuccessStatusCode();
        List<JsonElement> rows = [];
        JsonElement columns = default;
        for (var page = await posted.Content.ReadFromJsonAsync<JsonElement>(); ; page = await _http.GetFromJsonAsync<JsonElement>(page.GetProperty("nextUri").GetString()))
        {
            if (page.TryGetProperty("error", out var error))
            {
                throw new TrinoFailedException(Causes(error), sql);
            }

            columns = page.TryGetProperty("columns", out var described) ? described : columns;
            if (page.TryGetProperty("data", out var data))
            {
                rows.AddRange(data.EnumerateArray());
            }

            if (!page.TryGetProperty("nextUri", out _))
            {
                var stats = page.GetProperty("stats");
                return new TrinoAnswer(columns, rows, stats.GetProperty("physicalInputBytes").GetInt64());
            }
        }
    }

    private static string Causes(JsonElement error)
    {
        List<string> messages = [error.GetProperty("message").GetString()!];
        for (var failure = error.GetProperty("failureInfo"); failure.TryGetProperty("cause", out var cause); failure = cause)
        {
            messages.Add(cause.TryGetProperty("message", out var message) ? message.GetString()! : cause.GetProperty("type").GetString()!);
        }

        return string.Join(" <- ", messages);
    }
}
