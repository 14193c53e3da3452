using System.Collections.Concurrent;

namespace MeshStarter.Architecture.Tests.House;

/// <summary>The repository these tests were built from, as files.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts"];

    // Many rules read the same files.
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>Absolute path of its folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>Every file that people wrote, by its path from the root, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    /// <summary>Every project outside the templates, whose projects are no projects yet.</summary>
    public static IReadOnlyList<ProjectFile> Projects { get; } =
    [
        .. Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && !file.StartsWith("templates/", StringComparison.Ordinal))
            .Select(file => ProjectFile.Parse(file, Read(file))),
    ];

    /// <summary>The files of a folder (such as <c>AppHost/</c>) that end so.</summary>
    /// <exception cref="InvalidOperationException">There is no such folder: a rule on nothing would be followed.</exception>
    public static IReadOnlyList<SourceFile> Sources(string folder, string end)
    {
        List<string> files = [.. Files.Where(file => file.StartsWith(folder, StringComparison.Ordinal))];
        return files.Count == 0
            ? throw new InvalidOperationException($"No file is in {folder}. Fix: name the folder that the rule is about.")
            : [.. files.Where(file => file.EndsWith(end, StringComparison.Ordinal)).Select(file => new SourceFile(file, Read(file)))];
    }

    /// <summary>The C# of the platform and of what its services share.</summary>
    public static IReadOnlyList<SourceFile> PlatformSources => [.. Sources("platform/", ".cs"), .. Sources("ServiceDefaults/", ".cs")];

    public static string Read(string file) => Texts.GetOrAdd(file, static named => File.ReadAllText(Path.Combine(Root, named)));

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Concat(Directory.EnumerateDirectories(folder).Where(IsOurs).SelectMany(Walk));

    // Hidden folders are the tools' (.git, .vs, .mesh), but for those of CI and of templates.
    private static bool IsOurs(string folder) => Path.GetFileName(folder) switch
    {
        ".ci" or ".template.config" => true,
        var name => name[0] != '.' && !NotOurs.Contains(name, StringComparer.Ordinal),
    };

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MeshStarter.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"There is no MeshStarter.sln above {AppContext.BaseDirectory}.");
    }
}
