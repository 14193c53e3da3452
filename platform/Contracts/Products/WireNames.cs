using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Products;

/// <summary>
/// The words that represent an enum's members in descriptors, bundles and JSON: snake case (<c>ReadRaw</c> is
/// <c>read_raw</c>), or what the member's <see cref="JsonStringEnumMemberNameAttribute"/> says.
/// </summary>
public static class WireNames
{
    /// <summary>All words of an enum, in the order of its members.</summary>
    public static IReadOnlyList<string> All<TEnum>()
        where TEnum : struct, Enum => Words<TEnum>.All;

    /// <summary>The word of one member.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of the enum.</exception>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        Array.IndexOf(Words<TEnum>.Members, value) is var index and >= 0
            ? Words<TEnum>.All[index]
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not a member of the enum.");

    /// <summary>The member of one word; upper and lower case differ.</summary>
    public static bool TryParse<TEnum>(string? word, out TEnum value)
        where TEnum : struct, Enum
    {
        var index = Array.IndexOf(Words<TEnum>.All, word);
        value = index < 0 ? default : Words<TEnum>.Members[index];
        return index >= 0;
    }

    /// <summary>The member of a word that a store has.</summary>
    /// <exception cref="InvalidDataException">It is the word of none.</exception>
    public static TEnum Parse<TEnum>(string word)
        where TEnum : struct, Enum => TryParse<TEnum>(word, out var value) ? value : throw new InvalidDataException($"{word} is no {typeof(TEnum).Name}.");

    private static class Words<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly TEnum[] Members = Enum.GetValues<TEnum>();

        public static readonly string[] All =
            [.. Members.Select(m => Stated(m.ToString()) ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(m.ToString()))];

        private static string? Stated(string member) =>
            typeof(TEnum).GetField(member)?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name;
    }
}
