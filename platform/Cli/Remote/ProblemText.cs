using System.Text.RegularExpressions;

namespace MeshStarter.Cli.Remote;

/// <summary>Says what services write for programs in commands: a fix that names an address names the command that calls it.</summary>
internal static partial class ProblemText
{
    // The first whose beginning an address has.
    private static readonly (string Path, string Command)[] Commands =
    [
        ("GET access/requests", "mesh access list"),
        ("POST access/requests", "mesh access request"),
        ("GET access/grants", "mesh access list --grants"),
        ("GET policy/versions", "mesh policy versions"),
        ("GET policy/tightenings", "mesh policy tightenings"),
        ("GET proposals", "mesh policy proposals"),
        ("GET streams/dead-letters", "mesh stream dead-letters"),
        ("GET streams", "mesh stream list"),
        ("GET lineage", "mesh lineage"),
    ];

    // The last part of an address of a product.
    private static readonly Dictionary<string, string> OfProduct = new(StringComparer.Ordinal)
    {
        ["queries"] = "mesh queries",
        ["quarantine"] = "mesh quarantine",
        ["runs"] = "mesh pipeline runs",
    };

    /// <summary>Returns a problem's detail as a command's user reads it.</summary>
    public static string Of(string detail) => Addresses().Replace(detail, Command)
        .Replace("X-Mesh-Purpose: ", "--purpose: ", StringComparison.Ordinal)
        .Replace("lastEventId: ", "--after: ", StringComparison.Ordinal)
        .Replace("node: there is nothing of that name that you may see.", "There is nothing of that name that you may see. mesh products lists products, and mesh describe shows the columns of one.", StringComparison.Ordinal)
        .Replace("Ask with a token that has the role this address wants.", "mesh whoami shows its roles.", StringComparison.Ordinal);

    // An address that no command calls stays as it is.
    private static string Command(Match match)
    {
        var (method, path, product) = (match.Groups["method"].Value, match.Groups["path"].Value, match.Groups["product"]);
        var command = Array.Find(Commands, each => $"{method} {path}".StartsWith(each.Path, StringComparison.Ordinal)).Command
            ?? (method != "GET" ? null : path == "products" ? "mesh products" : path.Split('/') is ["products", _, var what] ? OfProduct.GetValueOrDefault(what) : null);
        return command is null ? match.Value : product.Success ? $"{command} --product {product.Value}" : command;
    }

    [GeneratedRegex(@"\b(?<method>GET|POST) /(?<path>[^\s?;]*?)(\?(product=(?<product>[\w.]+?))?(&[^\s;]*?)?)?( of the catalog)?(?=[.;]?(\s|$))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Addresses();
}
