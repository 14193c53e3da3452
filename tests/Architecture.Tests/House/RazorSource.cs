using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.House;

/// <summary>A component as the class that it becomes: the file's name in the namespace of its folder, with the usings that the room's components share.</summary>
internal static partial class RazorSource
{
    private const string Imports = "_Imports.razor";

    /// <summary>The components of a room (such as <c>platform/Portal/</c>), whose namespaces begin with its own.</summary>
    public static IReadOnlyList<SourceFile> Of(string room, string space)
    {
        var components = Repository.Sources(room, ".razor");
        var imports = string.Concat(Using().Matches(components.Single(component => component.Path == room + Imports).Text).Select(match => $"using {match.Groups["name"].Value};\n"));
        return [.. components.Where(component => component.Path != room + Imports).Select(component => AsCode(component, room, space, imports))];
    }

    /// <summary>A component of a room as C#.</summary>
    /// <param name="component">The component.</param>
    /// <param name="room">The room's folder.</param>
    /// <param name="space">The room's namespace.</param>
    /// <param name="imports">The usings that its components share, as C#.</param>
    public static SourceFile AsCode(SourceFile component, string room, string space, string imports)
    {
        var parts = component.Path[room.Length..].Split('/');
        // An attribute's text has code in it.
        var body = Comment().Replace(component.Text, "").Replace('"', ' ');
        return component with { Text = $"{imports}namespace {string.Join('.', [space, .. parts[..^1]])};\ninternal class {Path.GetFileNameWithoutExtension(component.Path)}\n{body}" };
    }

    [GeneratedRegex(@"^@using (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Using();

    [GeneratedRegex(@"@\*[\s\S]*?\*@", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Comment();
}
