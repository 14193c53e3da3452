using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.House;

/// <summary>A setting that code reads.</summary>
/// <param name="Name">Its whole name, such as <c>Mesh:Query:Workers</c>.</param>
/// <param name="Path">The source that reads it.</param>
/// <param name="Default">What counts when it is not given, as a user would write it; null where that is not plain to see.</param>
internal sealed partial record Setting(string Name, string Path, string? Default)
{
    /// <summary>The members of the options that have a section of the mesh.</summary>
    public static IEnumerable<Setting> OfOptions(IEnumerable<SourceFile> sources) =>
        from source in sources
        let section = Section().Match(source.Text)
        where section.Success
        from setting in Members(section.Groups["section"].Value, source)
        select setting;

    /// <summary>The members of the options that domains add, each under its domain's name.</summary>
    public static IEnumerable<Setting> OfDomains(IReadOnlyCollection<SourceFile> domains) =>
        from source in domains
        from added in DomainOptions().Matches(source.Text)
        let domain = source.Path.Split('/')[1]
        let options = domains.Single(file => file.Path.StartsWith($"domains/{domain}/", StringComparison.Ordinal) && file.Path.EndsWith($"/{added.Groups["type"].Value}.cs", StringComparison.Ordinal))
        from setting in Members($"Mesh:{domain}", options)
        select setting;

    /// <summary>Finds the settings that are read from the configuration by name, whole or below a section.</summary>
    public static IEnumerable<Setting> ByName(IEnumerable<SourceFile> sources) =>
        from source in sources
        let sections = SectionVariable().Matches(source.Text).Select(match => (Variable: match.Groups["variable"].Value, Section: match.Groups["section"].Value)).ToList()
        let below = from requested in Requested().Matches(source.Text)
                    from section in sections
                    where section.Variable == requested.Groups["variable"].Value
                    select $"{section.Section}:{requested.Groups["name"].Value}"
        from name in Whole().Matches(source.Text).Select(match => match.Groups["name"].Value).Concat(below)
        select new Setting(name, source.Path, Default: null);

    private static IEnumerable<Setting> Members(string section, SourceFile source) =>
        Member().Matches(source.Text).Select(member => new Setting($"{section}:{member.Groups["name"].Value}", source.Path, Written(member.Groups["default"].Value)));

    // = 10_000; and = TimeSpan.FromMinutes(15);
    private static string? Written(string initializer)
    {
        if (Number().Match(initializer) is { Success: true } number)
        {
            return number.Value.Replace("_", "", StringComparison.Ordinal);
        }

        if (Duration().Match(initializer) is not { Success: true } duration)
        {
            return null;
        }

        var length = int.Parse(duration.Groups["length"].Value, CultureInfo.InvariantCulture) * duration.Groups["unit"].Value switch
        {
            "Milliseconds" => TimeSpan.FromMilliseconds(1),
            "Seconds" => TimeSpan.FromSeconds(1),
            "Minutes" => TimeSpan.FromMinutes(1),
            "Hours" => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1),
        };
        return length.ToString(length.Milliseconds == 0 ? "c" : length.Days == 0 ? @"hh\:mm\:ss\.fff" : "c", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("const string Section = \"(?<section>Mesh[\\w:]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\s*public (required )?[\w<>?, ]+ (?<name>\w+) \{ get; (init|set); \}( = (?<default>[^;]+);)?", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Member();

    [GeneratedRegex(@"AddDomainOptions<(?<type>\w+)>\(\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex DomainOptions();

    // configuration["Mesh:Data"], GetValue("Mesh:Simulator", …), a constant: the text between the quotes is the name and nothing else.
    [GeneratedRegex("(?<!Section = )(?<!GetSection\\()\"(?<name>Mesh(:\\w+)+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Whole();

    [GeneratedRegex("var (?<variable>\\w+) = \\w+\\.GetSection\\(\"(?<section>Mesh[\\w:]*)\"\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex SectionVariable();

    [GeneratedRegex("(?<variable>\\w+)(\\[|\\.GetSection\\()\"(?<name>\\w+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Requested();

    [GeneratedRegex("^[0-9_]+$", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^TimeSpan\.From(?<unit>\w+)\((?<length>[0-9]+)\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Duration();
}
