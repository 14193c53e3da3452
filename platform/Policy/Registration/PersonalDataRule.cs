using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Registration;

/// <summary>
/// <c>check: personal_data</c>: a column, or a part of one, whose name holds one of <c>words</c> is declared as
/// personal data, or tagged with <c>unless_tagged</c> by someone who knows that it is none.
/// </summary>
internal sealed class PersonalDataRule : RegistrationRule
{
    public const string Kind = "personal_data";

    private readonly IReadOnlyList<IReadOnlyList<string>> _words;

    private PersonalDataRule(RegistrationRuleHead head, IReadOnlyList<string> words, string exemption)
        : base(head)
    {
        _words = [.. words.Select(NameWords.Of)];
        Exemption = exemption;
    }

    public override string Exemption { get; }

    public static RegistrationRule? Read(RegistrationRuleHead head, YamlSection rule)
    {
        var words = RegistrationRuleKinds.Needed(rule, "words", "[email, phone]");
        var exemption = rule.RequiredScalar("unless_tagged", "Name the tag that says a column is no personal data: \"unless_tagged: not_personal\".");
        return words is null || exemption is null ? null : new PersonalDataRule(head, words, exemption.Text);
    }

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) =>
        from entry in Columns(descriptor)
        where !descriptor.IsPii(entry.Column.Name) && !entry.Column.Tags.Contains(Exemption, StringComparer.Ordinal)
        let suspect = Suspect(entry.Column.Name, entry.Column.Type)
        where suspect is not null
        select new Finding(
            $"{entry.Field}.name",
            $"The column {suspect} looks like personal data and is not declared as such.",
            $"Add {entry.Column.Name} to access.pii_fields or tag it pii; if it is none, tag it {Exemption}.");

    /// <summary>The path of the first name that looks like personal data, the column's or that of one of its parts.</summary>
    private string? Suspect(string path, ColumnType type)
    {
        var name = NameWords.Of(path[(path.LastIndexOf('.') + 1)..]);
        if (_words.Any(word => NameWords.Contain(name, word)))
        {
            return path;
        }

        return type switch
        {
            ArrayType array => Suspect(path, array.Element),
            MapType map => Suspect(path, map.Value),
            StructType parts => parts.Fields.Select(field => Suspect($"{path}.{field.Name}", field.Type)).FirstOrDefault(suspect => suspect is not null),
            _ => null,
        };
    }
}
