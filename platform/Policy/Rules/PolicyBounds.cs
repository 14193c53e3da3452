using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Rules;

/// <summary>
/// The sizes that a version of the rules may have, and that may be in force alongside it. Each part has a bound of its own, and the served text has room for all of
/// them: no tightening and no declassification keeps a version that has passed from taking effect.
/// </summary>
public sealed record PolicyBounds
{
    /// <summary>The most characters of a tightening's rules, as they are served.</summary>
    public const int CharactersOfTightening = 4 * 1024;

    /// <summary>The most rules of a tightening.</summary>
    public const int RulesOfTightening = 20;

    /// <summary>The most characters of the id of a tightening's rule, which is served behind the name of its tightening.</summary>
    public const int IdOfTightening = RuleName.MaxLength - 23;

    /// <summary>The most tightenings by owners of one domain that are in force at a time.</summary>
    public const int TighteningsOfDomain = 10;

    /// <summary>The most tightenings by owners of all domains that are in force at a time: so many that an owner who is refused learns nothing of a domain that is hidden.</summary>
    public const int TighteningsOfOwners = 400;

    /// <summary>The most tightenings by the security seat that are in force at a time.</summary>
    public const int TighteningsOfSecurity = 20;

    /// <summary>The most declassifications by decision of the security seat.</summary>
    public const int MostDecided = 1_000;

    /// <summary>The most characters of all of them, as they are served.</summary>
    public const int CharactersOfDecided = 256 * 1024;

    // Of a character of a .NET text in UTF-8.
    private const int MostBytes = 3;
    private const int RulesOfVersion = 1_000;
    private const int DeclassificationsOfVersion = 1_000;
    private const int MostTightenings = TighteningsOfOwners + TighteningsOfSecurity;
    // Keys, indents and blank lines around what is added.
    private const int Margin = 64 * 1024;

    /// <summary>The most bytes of the served text, which is UTF-8.</summary>
    public static int BytesOfServed => Served.Characters * MostBytes;

    /// <summary>The bounds of a version: of a file, and of a proposal.</summary>
    internal static PolicyBounds Version { get; } = new() { Characters = YamlTree.MaxLength, Rules = RulesOfVersion, Declassifications = DeclassificationsOfVersion };

    /// <summary>The bounds of the served text: those of a version and of everything that may be in force alongside it.</summary>
    internal static PolicyBounds Served { get; } = new()
    {
        Characters = YamlTree.MaxLength + (MostTightenings * CharactersOfTightening) + CharactersOfDecided + Margin,
        Rules = RulesOfVersion + (MostTightenings * RulesOfTightening),
        Declassifications = DeclassificationsOfVersion + MostDecided,
    };

    /// <summary>The most characters.</summary>
    internal int Characters { get; init; }

    /// <summary>The most rules of a section.</summary>
    internal int Rules { get; init; }

    /// <summary>The most entries of <c>declassify</c>.</summary>
    internal int Declassifications { get; init; }
}
