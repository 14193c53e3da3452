namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>Reads the server's stderr: logs its errors, and remembers the last one as the reason of an end.</summary>
internal sealed class ServerLog(ILogger logger)
{
    private volatile string? _reason;
    private volatile string? _last;

    /// <summary>The last thing that went wrong, else the last line.</summary>
    public string Reason => _reason ?? _last ?? "it said nothing";

    /// <summary>Whether that is a full disk.</summary>
    public bool IsDiskFull => Reason.Contains("No space left on device", StringComparison.Ordinal);

    /// <summary>Reads until the server has ended.</summary>
    public async Task ReadAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.Trim().Length == 0)
            {
                continue;
            }

            _last = line.Trim();
            if (!IsTrouble(line))
            {
                continue;
            }

            _reason = line.Trim();
            logger.ServerReported(_reason);
        }
    }

    /// <summary>Not the farewells to open sessions at every stop, nor the answers to who knocks too early or too late.</summary>
    private static bool IsTrouble(string line) =>
        (line.StartsWith("FATAL:", StringComparison.Ordinal)
            && !line.Contains(" terminating ", StringComparison.Ordinal)
            && !line.Contains(" the database system is ", StringComparison.Ordinal))
        || line.StartsWith("PANIC:", StringComparison.Ordinal)
        || line.Contains(": error", StringComparison.Ordinal);
}
