using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The processes that work on a data folder, whatever started them: services, SQL workers, the database server.</summary>
internal static class MeshProcesses
{
    private const string Listening = "0A";

    /// <summary>Skips the test where the system does not show what runs.</summary>
    public static void Require() => Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<int> Of(string data) => [.. ProcessTable.All().Where(id => id != Environment.ProcessId && WorksOn(id, data))];

    /// <summary>Ends a resource as <c>kill -9</c> does.</summary>
    public static void Kill(string data, string resource)
    {
        var found = Of(data).Where(id => ProcessTable.TextOf(id, "environ").Split('\0').Contains($"OTEL_SERVICE_NAME={resource}", StringComparer.Ordinal)).ToList();
        Assert.NotEmpty(found);
        foreach (var id in found)
        {
            Kill(id);
        }
    }

    /// <summary>Whether a process of a resource is left.</summary>
    public static bool Runs(string data, string resource) => Of(data).Any(id => Variables(id).Contains($"OTEL_SERVICE_NAME={resource}", StringComparer.Ordinal));

    /// <summary>Waits until no process of a resource is left.</summary>
    public static Task HasEndedAsync(string data, string resource) => Eventually.HoldsAsync(() => !Runs(data, resource), $"the end of {resource}");

    /// <summary>Ends a session of the database server as <c>kill -9</c> does, once there is one: the server then ends all sessions, and recovers as after a crash.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="role">The role of the session.</param>
    public static async Task KillSessionAsync(string data, string role)
    {
        var sessions = await Eventually.GetAsync(() => Of(data).Where(id => IsSession(id, role)).ToList() is { Count: > 0 } sessions ? sessions : null, $"a session of {role} at the database server");
        Kill(sessions[0]);
    }

    /// <summary>Ends all of them as <c>kill -9</c> does.</summary>
    public static void KillAll(string data)
    {
        foreach (var id in Of(data))
        {
            Kill(id);
        }
    }

    /// <summary>Describes a resource's process as it was started.</summary>
    public static StartedProcess Capture(string data, string resource)
    {
        var id = Assert.Single(Of(data), id => IsService(id, resource));
        return new StartedProcess(
            Arguments(id),
            Variables(id).Select(variable => variable.Split('=', 2)).Where(variable => variable.Length == 2).ToDictionary(variable => variable[0], variable => variable[1], StringComparer.Ordinal),
            Link($"/proc/{id}/cwd"));
    }

    /// <summary>Returns the names of the variables of all of them.</summary>
    public static IReadOnlySet<string> VariablesOf(string data) => Of(data).SelectMany(Variables).Select(variable => variable.Split('=')[0]).ToHashSet(StringComparer.Ordinal);

    /// <summary>Waits until none is left; those that are, as they were started.</summary>
    public static async Task<IReadOnlyList<string>> LeftAfterAsync(string data, TimeSpan most)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var began = Stopwatch.GetTimestamp(); ; await timer.WaitForNextTickAsync())
        {
            var left = Of(data);
            if (left.Count == 0 || Stopwatch.GetElapsedTime(began) > most)
            {
                return [.. left.Select(id => $"{id} {ProcessTable.CommandLineOf(id)}")];
            }
        }
    }

    /// <summary>Finds the addresses at which they listen for TCP connections.</summary>
    public static IReadOnlyList<IPEndPoint> ListeningOf(string data)
    {
        var sockets = Of(data).SelectMany(OpenSockets).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(table => File.ReadLines(table).Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns[3] == Listening && sockets.Contains($"socket:[{columns[9]}]"))
                .Select(columns => Address(columns[1])),
        ];
    }

    private static bool IsSession(int id, string role) =>
        ProcessTable.TextOf(id, "cmdline") is var command && command.StartsWith("postgres: ", StringComparison.Ordinal) && command.Contains($": {role} {role} ", StringComparison.Ordinal);

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static string[] Variables(int id) => ProcessTable.TextOf(id, "environ").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Arguments(int id) => ProcessTable.TextOf(id, "cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    // Neither a worker of it nor, with Aspire, the `dotnet run` that started it.
    private static bool IsService(int id, string resource) =>
        Variables(id).Contains($"OTEL_SERVICE_NAME={resource}", StringComparer.Ordinal) && Arguments(id) is var arguments && !arguments.Contains("--worker", StringComparer.Ordinal) && arguments is not [_, "run", ..];

    // A service has the folder in its environment, a worker and the server in their arguments, the server's sessions work in it.
    private static bool WorksOn(int id, string data) =>
        ProcessTable.TextOf(id, "environ").Split('\0').Contains($"Mesh__Data={data}", StringComparer.Ordinal)
        || ProcessTable.TextOf(id, "cmdline").Contains(data + "/", StringComparison.Ordinal)
        || Link($"/proc/{id}/cwd").StartsWith(data + "/", StringComparison.Ordinal);

    private static IEnumerable<string> OpenSockets(int id)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"/proc/{id}/fd").Select(Link)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Link(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? "";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // 0100007F:1CE8: words of four bytes in the machine's order, then the port.
    private static IPEndPoint Address(string text)
    {
        var parts = text.Split(':');
        var bytes = Convert.FromHexString(parts[0]);
        foreach (var word in bytes.Chunk(4).Index())
        {
            if (BitConverter.IsLittleEndian)
            {
                Array.Reverse(word.Item);
            }

            word.Item.CopyTo(bytes, word.Index * 4);
        }

        return new IPEndPoint(new IPAddress(bytes), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
