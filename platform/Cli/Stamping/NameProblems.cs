using System.Text.RegularExpressions;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Stamping;

/// <summary>Finds what keeps a name from being one of a domain or a product, before there is a file of it.</summary>
/// <param name="rules">The rules of the mesh; null where there are none.</param>
internal sealed partial class NameProblems(PolicyBundle? rules)
{
    // Names of roles, databases and replication slots are made of both names and end within PostgreSQL's 63 characters.
    private const int MostLetters = 40;

    private static readonly TimeSpan MostWork = TimeSpan.FromSeconds(5);

    // Windows has no folder of these names.
    private static readonly string[] Devices = ["con", "prn", "aux", "nul", .. Enumerable.Range(1, 9).SelectMany(number => (string[])[$"com{number}", $"lpt{number}"])];

    /// <summary>Returns the problem of a domain's name, with a fix.</summary>
    public string? OfDomain(string name) =>
        Common(name) is { } problem ? $"The domain {problem}"
        : DomainName.OfProject(FolderOf(name)) != name ? $"{name} and its folder {FolderOf(name)} do not lead to one another, since a word of one letter joins the next. Fix: Name it {DomainName.OfProject(FolderOf(name))}."
        : rules is not null && DescriptorLint.Check(rules, Named(name)).FirstOrDefault(violation => violation.Field == "name") is { } violation ? $"{violation.Message} Fix: {violation.Fix}"
        : null;

    /// <summary>Returns the problem of a product's name in its domain, with a fix.</summary>
    public static string? OfProduct(string name) => Common(name) is { } problem ? $"The product {problem}" : null;

    /// <summary>Returns the problem of a domain whose namespace hides a type of its name from the domain's code, with a fix.</summary>
    /// <param name="domain">The domain's name.</param>
    /// <param name="code">The texts of its files of C#.</param>
    public static string? InCode(string domain, IEnumerable<string> code)
    {
        var name = FolderOf(domain);
        // A name after a dot is not looked up in the domain's namespace. One of an attribute or of a generic type is another.
        return code.Any(text => Regex.IsMatch(NotLookedUp().Replace(text, ""), $@"(?<![\w.[]){name}(?![\w<(])", RegexOptions.None, MostWork))
            ? $"The domain {Quoted.Text(domain)} is called like the type {name}, which the domain's code would not find. Fix: Choose another name, such as {domain}_list."
            : null;
    }

    /// <summary>The folder of a name: <c>CustomerCare</c> of <c>customer_care</c>.</summary>
    public static string FolderOf(string name) => string.Concat(name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));

    private static string? Common(string name) =>
        MeshName.Problem(name) is { } problem ? $"{problem} Fix: Write a name such as customer_care."
        : name.Length > MostLetters ? $"{Quoted.Text(name)} is longer than {MostLetters} characters. Fix: Shorten it."
        : name.EndsWith('_') || name.Contains("__", StringComparison.Ordinal) ? $"{Quoted.Text(name)} has an underscore that joins no words. Fix: Write a name such as customer_care."
        : Devices.Contains(name, StringComparer.Ordinal) ? $"{Quoted.Text(name)} is called like a device, of which Windows has no folder. Fix: Choose another name."
        : SqlWords.Contains(name) ? $"{Quoted.Text(name)} is a word of SQL, which each query would have to quote. Fix: Choose another name, such as {name}_entries."
        : null;

    [GeneratedRegex(@"//[^\n]*|""[^""\n]*""|^(using|namespace) [^;\n]*;", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex NotLookedUp();

    private static DataProductDescriptor Named(string domain) => new() { Name = new DataProductId(domain, "product"), Version = ProductVersion.First, Owner = "", Schema = [] };
}
