namespace MeshStarter.TestKit;

/// <summary>Linux' table of processes.</summary>
public static class ProcessTable
{
    /// <summary>All processes.</summary>
    public static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(int.Parse!);

    /// <summary>A file of a process, such as <c>environ</c>; empty where it has ended or is another user's.</summary>
    public static string TextOf(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended concurrently, or is another user's
        }
    }

    /// <summary>The processes that have a variable of that value in their environment.</summary>
    public static IReadOnlyList<int> With(string variable, string value) =>
        [.. All().Where(id => TextOf(id, "environ").Split('\0').Contains($"{variable}={value}"))];

    /// <summary>The children of a process.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent) => [.. All().Where(id => ParentOf(id) == parent)];

    /// <summary>The children of a process, and theirs.</summary>
    public static IReadOnlyList<int> DescendantsOf(int ancestor)
    {
        var children = All().ToLookup(ParentOf);
        return [.. Below(ancestor)];

        IEnumerable<int> Below(int parent) => children[parent].SelectMany(child => Below(child).Prepend(child));
    }

    /// <summary>The program and the arguments of a process.</summary>
    public static string CommandLineOf(int id) => TextOf(id, "cmdline").Replace('\0', ' ');

    /// <summary>Whether a process runs. One that its parent has not looked at since it ended does not.</summary>
    public static bool Exists(int id) => Stat(id) is [not ("Z" or "X"), ..];

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

    private static int ParentOf(int id) => Stat(id) is [_, var parent, ..] ? int.Parse(parent) : 0;

    // State and parent are the first fields after the name in parentheses, which may itself have any character.
    private static string[] Stat(int id) => TextOf(id, "stat") is { Length: > 0 } text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : [];
}
