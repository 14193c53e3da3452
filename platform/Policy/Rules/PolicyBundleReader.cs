using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Registration;

namespace MeshStarter.Policy.Rules;

/// <summary>Reads the YAML of a bundle: its version, the rules of access and those of registration, and what people approved.</summary>
internal static class PolicyBundleReader
{
    private const int LongestVersion = 256;

    public static PolicyBundle? Read(string yaml, YamlIssues issues, PolicyBounds bounds)
    {
        var root = YamlTree.Parse(yaml, issues, bounds.Characters);
        if (YamlSection.Of(root, issues, "keys such as \"version: 1.0.0\"") is not { } section)
        {
            return null;
        }

        var version = Version(section);
        _ = section.Text("description");
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var access = Rules(section, "access", ids, bounds.Rules, AccessRuleKinds.Read);
        var registration = Rules(section, "registration", ids, bounds.Rules, RegistrationRuleKinds.Read);
        var evolution = Evolution(section);
        var declassifications = DeclassificationReader.Read(section, bounds.Declassifications);
        var voting = VotingTerms.Read(section);
        section.RefuseOthers();
        return version is null ? null : new PolicyBundle(version, access, registration, evolution, declassifications, voting);
    }

    /// <summary>Reads the key <c>evolution</c>; the defaults where it is absent.</summary>
    public static EvolutionTerms Evolution(YamlSection bundle)
    {
        if (bundle.Find("evolution") is null || bundle.Section("evolution", "\"notice: 30 days\" below it") is not { } section)
        {
            return EvolutionTerms.Default;
        }

        var notice = DurationText.Read(section.RequiredScalar("notice", "Say how long consumers have, such as \"notice: 30 days\"."), section.Issues);
        section.RefuseOthers();
        return notice is { } given ? new EvolutionTerms(given) : EvolutionTerms.Default;
    }

    // It is in a header of the answer with the bundle.
    private static string? Version(YamlSection bundle)
    {
        var given = bundle.RequiredScalar("version", "Give the bundle a version; raise it with every change.");
        var version = given?.Text.Trim();
        if (version?.Length > LongestVersion || version?.Any(character => character is < ' ' or > '~') == true)
        {
            bundle.Issues.Error(given!, "version.form", $"{Quoted.Text(version)} is not a bundle's version.", $"Write at most {LongestVersion} visible ASCII characters, such as 1.1.0.");
        }

        return version;
    }

    private static List<T> Rules<T>(YamlSection bundle, string key, Dictionary<string, int> ids, int most, Func<YamlSection, T?> read)
        where T : class
    {
        bundle.Require(key, $"The key {key} is missing.", $"Write \"{key}: []\" if there is no such rule.");
        var items = bundle.Items(key, "a list of rules") ?? [];
        if (items.Count > most)
        {
            bundle.Issues.Error(bundle.Mapping.Line, key, "rules.many", $"There are {items.Count} rules; at most {most} are taken.", "Join rules that differ in one list.");
        }

        var rules = new List<T>();
        foreach (var item in items.Take(most))
        {
            if (YamlSection.Of(item, bundle.Issues, "a rule with id, description and what it does") is not { } rule)
            {
                continue;
            }

            if (rule.Text("id") is { } id && !ids.TryAdd(id, rule.Mapping.Line))
            {
                rule.Issues.Error(rule.Mapping, "rule.duplicate", $"The rule {Quoted.Text(id)} is in line {ids[id]} already.", "Give each rule an id of its own.");
            }

            if (read(rule) is { } readable)
            {
                rules.Add(readable);
            }
        }

        return rules;
    }
}
