namespace MeshStarter.LocalAppModel.Tests.Running;

/// <summary>Linux' table of processes.</summary>
internal static class ProcessTable
{
    /// <summary>The processes that have a variable of that value in their environment.</summary>
    public static IReadOnlyList<int> With(string variable, string value) =>
        [.. All().Where(id => Read(id, "environ").Split('\0').Contains($"{variable}={value}"))];

    /// <summary>The children of a process.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent) => [.. All().Where(id => Stat(id) is { Length: > 1 } stat && stat[1] == $"{parent}")];

    public static string CommandLineOf(int id) => Read(id, "cmdline").Replace('\0', ' ');

    public static bool Exists(int id) => Stat(id) is { Length: > 0 } stat && stat[0] != "Z";

    /// <summary>The pipes and sockets that a process holds open.</summary>
    public static IReadOnlyList<string> OpenPipesOf(int id)
    {
        try
        {
            return [.. Directory.EnumerateFiles($"/proc/{id}/fd").Select(TargetOf).Where(target => target.StartsWith("pipe:", StringComparison.Ordinal))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    // A process closes files while they are listed.
    private static string TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.Name ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(int.Parse!);

    // State and parent are the first fields after the name in parentheses, which may itself have any character.
    private static string[] Stat(int id) => Read(id, "stat") is { Length: > 0 } text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : [];

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended concurrently
        }
    }
}
