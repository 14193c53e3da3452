using System.Xml.Linq;

namespace MeshStarter.Architecture.Tests.House;

/// <summary>The references and packages of a project file.</summary>
/// <param name="Path">From the repository's root, such as <c>platform/Sdk/Sdk.csproj</c>.</param>
/// <param name="References">The projects it references, from the root; a glob is kept as it is written.</param>
/// <param name="Packages">The packages it references by itself.</param>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>The folder of the project, which is its room: <c>platform/Sdk</c>.</summary>
    public string Room => RoomOf(Path);

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static string RoomOf(string path) => path[..path.LastIndexOf('/')];

    public static ProjectFile Parse(string path, string xml)
    {
        var items = XDocument.Parse(xml).Descendants().ToList();
        return new ProjectFile(
            path,
            [.. Included(items, "ProjectReference").Select(reference => FromRoot(RoomOf(path), reference))],
            [.. Included(items, "PackageReference")]);
    }

    private static IEnumerable<string> Included(IEnumerable<XElement> items, string kind) =>
        items.Where(item => item.Name.LocalName == kind)
            .SelectMany(item => (item.Attribute("Include")?.Value ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string FromRoot(string room, string reference)
    {
        List<string> parts = [.. room.Split('/')];
        foreach (var part in reference.Replace('\\', '/').Split('/'))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }
}
