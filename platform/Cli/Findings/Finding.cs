using System.Text.Json.Serialization;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Findings;

/// <summary>One finding of <c>mesh check</c>.</summary>
/// <param name="File">The file, from the current folder or as it was given.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in the line, from 1.</param>
/// <param name="Severity">The weight.</param>
/// <param name="Key">The key's path, <c>schema[2].type</c>; empty for the file itself.</param>
/// <param name="Rule">The stable id of the rule, <c>type.unknown</c>.</param>
/// <param name="Message">The fault, as a sentence.</param>
/// <param name="Fix">The fix, as a sentence.</param>
internal sealed record Finding(string File, int Line, int Column, FindingSeverity Severity, string Key, string Rule, string Message, string Fix)
{
    /// <summary>The rule of a finding about a reader that a change breaks.</summary>
    public const string ReaderRule = "impact.reader";

    /// <summary>The fix of a note about which nothing is to be done; lines for people leave it out.</summary>
    public const string NoFix = "Leave it as it is.";

    /// <summary>The impact of a contract's change on readers; null for another finding.</summary>
    public ChangeImpact? Impact { get; init; }

    /// <summary>The least version that a contract's change needs; null for another finding.</summary>
    public ProductVersion? LeastVersion { get; init; }

    /// <summary><c>data-product.yaml:7: schema[2].type: type.unknown: "STRNG" is not a type. Fix: Did you mean STRING?</c></summary>
    public override string ToString() => $"{File}:{Line}: {(Severity == FindingSeverity.Error ? "" : $"{Level("note")}: ")}{Text}";

    /// <summary>The word of its weight in a form.</summary>
    /// <param name="note">The form's word of a note; those of the others are the same in all forms.</param>
    public string Level(string note) => Severity switch
    {
        FindingSeverity.Note => note,
        FindingSeverity.Warning => "warning",
        _ => "error",
    };

    /// <summary>Key, rule, message and fix.</summary>
    [JsonIgnore]
    public string Text => $"{(Key.Length == 0 ? "" : $"{Key}: ")}{Rule}: {Message}{(Fix == NoFix ? "" : $" Fix: {Fix}")}";
}
