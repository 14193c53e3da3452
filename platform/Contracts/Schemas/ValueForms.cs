using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Schemas;

/// <summary>Forms of values that several files have.</summary>
public static class ValueForms
{
    private const string Name = "[a-z][a-z0-9_]{0,62}";

    /// <summary>A duration such as <c>5 minutes</c>.</summary>
    public static JsonObject Duration() => SchemaForm.Text($"^{DurationPattern}$", DurationText.Form);

    /// <summary>The regular expression of a duration, without bounds.</summary>
    public static string DurationPattern { get; } = $" *[0-9]+ +({string.Join('|', DurationText.UnitNames.Select(AnyCase))})[Ss]? *";

    /// <summary>The name of a product, <c>orders.orders</c>.</summary>
    public static JsonObject Product() => SchemaForm.Text($@"^(?!.*_v[0-9]+(\.|$)){Name}\.{Name}$", "Write domain.product in lower snake case, such as orders.orders, without a version.");

    /// <summary>The regular expression of a product, or of a major version of one: <c>orders.orders@1</c>.</summary>
    public const string ReferencePattern = $@"^(?!.*_v[0-9]+(\.|@|$)){Name}\.{Name}(@[0-9]+)?$";

    /// <summary>A share such as <c>99.9%</c>.</summary>
    public static JsonObject Share() => SchemaForm.Text(@"^\s*[0-9.]+\s*%\s*$", "Write it with a percent sign, such as 99.9%.");

    /// <summary>The regular expression of a word in letters of any case.</summary>
    public static string AnyCase(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return string.Concat(word.Select(letter => char.IsAsciiLetter(letter) ? $"[{char.ToUpperInvariant(letter)}{char.ToLowerInvariant(letter)}]" : $"{letter}"));
    }

    /// <summary>A column of the product's own schema.</summary>
    internal static JsonObject Column() => SchemaForm.Filled().Says("The column.");

    /// <summary>The name that a column gets.</summary>
    internal static JsonObject ColumnName() =>
        SchemaForm.Plain($"^[A-Za-z_][A-Za-z0-9_]{{0,{MeshName.MaxLength - 1}}}$", "Write letters, digits and underscores, not beginning with a digit.");
}
