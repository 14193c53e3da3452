using System.Globalization;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Arguments <c>name=number</c>, which make measures smaller or larger.</summary>
internal static class SizeArguments
{
    /// <summary>Parses the arguments; null if one is no number above 0, or has another name than these.</summary>
    public static IReadOnlyDictionary<string, int>? Read(IEnumerable<string> given, IReadOnlyList<string> names)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        foreach (var text in given)
        {
            if (text.Split('=') is not [var name, var value] || !names.Contains(name, StringComparer.Ordinal)
                || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                return null;
            }

            numbers[name] = number;
        }

        return numbers;
    }
}
