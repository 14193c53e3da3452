using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>
/// No two folders of a room depend on each other both ways. A folder depends on another when the code of one of its files names a type of it, or has its
/// namespace for extension methods. A folder, those within it and the room's root are one idea: they may name each other's types.
/// </summary>
/// <remarks>It reads sources, not assemblies: usings that are not needed are errors, so that usings and names of types are what a file uses. Comments do not count.
/// A component has the usings of all components (<see cref="House.RazorSource"/>): what it uses are the types that it names.</remarks>
internal static partial class FolderRule
{
    /// <summary>Returns the pairs of folders that depend on each other and are not excepted, and the exceptions that no pair needs.</summary>
    public static IReadOnlyList<string> Violations(IEnumerable<SourceFile> sources, IReadOnlyDictionary<(string, string), string> exceptions)
    {
        var pairs = sources.Where(source => Namespace().IsMatch(source.Text)).GroupBy(source => RoomOf(source.Path), StringComparer.Ordinal).SelectMany(room => PairsOf([.. room.Select(Read)])).ToList();
        return
        [
            .. pairs.Where(pair => !exceptions.ContainsKey((pair.One, pair.Other)))
                .Select(pair => $"{pair.One} and {pair.Other} depend on each other: {pair.Names}. Fix: move what both need to the one that the other stands on, or name the pair in FolderExceptions with the reason."),
            .. exceptions.Keys.Except(pairs.Select(pair => (pair.One, pair.Other)))
                .Select(pair => $"{pair.Item1} and {pair.Item2} do not depend on each other both ways any more. Fix: remove their line from FolderExceptions."),
        ];
    }

    private static IEnumerable<(string One, string Other, string Names)> PairsOf(IReadOnlyList<CodeFile> files)
    {
        var folders = files.ToLookup(file => file.Space, StringComparer.Ordinal);
        var types = folders.ToDictionary(folder => folder.Key, folder => folder.SelectMany(file => file.Types).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var uses = folders.ToDictionary(
            folder => folder.Key,
            folder => types.Keys.Where(other => !AreOneIdea(folder.Key, other)).ToDictionary(other => other, other => folder.Select(file => file.UseOf(other, types)).OfType<string>().ToList(), StringComparer.Ordinal),
            StringComparer.Ordinal);
        return
            from one in uses.Keys
            from other in uses[one].Keys
            where string.CompareOrdinal(one, other) < 0 && uses[one][other].Count > 0 && uses[other][one].Count > 0
            orderby one, other
            select (one, other, string.Join(", ", uses[one][other].Take(2).Concat(uses[other][one].Take(2))));
    }

    private static bool AreOneIdea(string one, string other) => one == other || one.StartsWith(other + ".", StringComparison.Ordinal) || other.StartsWith(one + ".", StringComparison.Ordinal);

    private static string RoomOf(string path) => string.Join('/', path.Split('/').Take(path.StartsWith("platform/", StringComparison.Ordinal) ? 2 : 1));

    private static CodeFile Read(SourceFile source)
    {
        var code = Unread().Replace(source.Text, match => match.Value[0] switch { '/' => "", '$' => match.Value, _ => "\"\"" });
        return new CodeFile(
            source.Path,
            Namespace().Match(source.Text).Groups["name"].Value,
            [.. Using().Matches(code).Select(match => match.Groups["name"].Value)],
            [.. Declared().Matches(code).Select(match => match.Groups["name"].Value)],
            [.. Name().Matches(code).Concat(Qualified().Matches(code)).Select(match => match.Value)],
            [.. Name().Matches(source.Text).Select(match => match.Value)],
            source.Path.EndsWith(".razor", StringComparison.Ordinal));
    }

    /// <param name="Path">The file.</param>
    /// <param name="Space">Its namespace.</param>
    /// <param name="Usings">The namespaces that it names.</param>
    /// <param name="Types">The types that it declares.</param>
    /// <param name="Names">The names in its code.</param>
    /// <param name="All">The names in its text, with comments.</param>
    /// <param name="IsComponent">Whether it is a component.</param>
    private sealed record CodeFile(string Path, string Space, HashSet<string> Usings, HashSet<string> Types, HashSet<string> Names, HashSet<string> All, bool IsComponent)
    {
        /// <summary>Returns what the file names of a folder; null for nothing.</summary>
        public string? UseOf(string folder, Dictionary<string, HashSet<string>> types)
        {
            if (!Usings.Contains(folder))
            {
                var end = folder[(folder.LastIndexOf('.') + 1)..] + ".";
                return types[folder].FirstOrDefault(type => Names.Contains(end + type)) is { } qualified ? Text(qualified) : null;
            }

            // A type of the file's own folder comes before one that a using brings.
            var named = types[folder].FirstOrDefault(type => Names.Contains(type) && !types[Space].Contains(type));
            return named is not null ? Text(named) : IsComponent || types[folder].Overlaps(All) ? null : Text("extensions");
        }

        private string Text(string name) => $"{Path[(Path.LastIndexOf('/') + 1)..]} names {name}";
    }

    [GeneratedRegex(@"^namespace (?<name>MeshStarter\.[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (static )?(\w+ = )?(?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(public|internal)\s+[^\n;{(=]*?\b(class|struct|interface|enum|record|delegate)\s+((struct|class)\s+)?(?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Declared();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*\.[A-Z]\w*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Qualified();

    // Comments, and texts: those with code in them are read.
    [GeneratedRegex(@"//[^\n]*|\$+(""{3,}[\s\S]*?""{3,}|""(\\.|[^""\\\n])*"")|'(\\.|[^'\\\n])'|""{3,}[\s\S]*?""{3,}|""(\\.|[^""\\\n])*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Unread();
}
