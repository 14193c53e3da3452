using System.Text.Json;

namespace MeshStarter.Contracts.Json;

/// <summary>JSON of the right form with a value that a rule of the mesh refuses; the message names the field, the rule and the fix.</summary>
public sealed class JsonRuleException : JsonException
{
    private readonly string _rule;
    private readonly string _member;

    /// <summary>Refuses a value.</summary>
    /// <param name="rule">The fault and the fix, such as <c>is null. Leave it out.</c></param>
    /// <param name="member">The member's path below the value that is read, such as <c>.items[0]</c>; empty for that value itself.</param>
    public JsonRuleException(string rule, string member = "")
        : base(rule) => (_rule, _member) = (rule, member);

    /// <summary>The field from the document's root, such as <c>items[0].name</c>.</summary>
    public string Field => ((Path ?? "$")[1..] + _member).TrimStart('.').Replace("\0", "", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string Message => $"{Field}: {_rule}";
}
