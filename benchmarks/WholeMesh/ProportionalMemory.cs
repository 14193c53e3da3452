using System.Globalization;

namespace MeshStarter.WholeMesh;

/// <summary>The memory of many processes with what they share counted once: the sum of their proportional set sizes.</summary>
internal sealed record ProportionalMemory(long Bytes, int Processes)
{
    /// <summary>Of everything below a process (not itself: it is the `dotnet run` around the mesh), and of what works on its data.</summary>
    public static ProportionalMemory Of(int root, string data)
    {
        var parents = Parents();
        var mesh = parents.Keys.Where(pid => pid != root && CommandLine(pid).Contains(data, StringComparison.Ordinal)).ToHashSet();
        mesh.UnionWith(ChildrenOf(root));
        int before;
        do
        {
            before = mesh.Count;
            mesh.UnionWith(parents.Where(process => mesh.Contains(process.Value)).Select(process => process.Key));
            // Aspire's orchestrator detaches itself; it says whom it watches.
            mesh.UnionWith(parents.Keys.Where(pid => Watched(CommandLine(pid)) is { } watched && mesh.Contains(watched)));
        }
        while (mesh.Count > before);
        mesh.Remove(Environment.ProcessId);
        return new ProportionalMemory(mesh.Sum(Pss), mesh.Count);
    }

    public static IEnumerable<int> ChildrenOf(int root) => Parents().Where(process => process.Value == root).Select(process => process.Key);

    private static Dictionary<int, int> Parents() =>
        Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid) ? pid : 0)
            .Where(pid => pid > 0)
            .ToDictionary(pid => pid, Parent);

    // "123 (a name) S 45 …": the name may have anything in it, the parent is the second word after it.
    private static int Parent(int pid) =>
        Read(pid, "stat") is { Length: > 0 } stat ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture) : 0;

    // "dcp start-apiserver --monitor 123 …"
    private static int? Watched(string commandLine)
    {
        string[] words = commandLine.Split('\0');
        int at = Array.IndexOf(words, "--monitor");
        return at >= 0 && int.TryParse(words.ElementAtOrDefault(at + 1), CultureInfo.InvariantCulture, out int pid) ? pid : null;
    }

    private static string CommandLine(int pid) => Read(pid, "cmdline");

    // "Pss:   1234 kB"
    private static long Pss(int pid) =>
        Read(pid, "smaps_rollup").Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024
            : 0;

    /// <summary>Empty for a process that has ended meanwhile.</summary>
    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
