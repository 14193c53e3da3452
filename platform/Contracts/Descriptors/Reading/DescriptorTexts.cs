using MeshStarter.Contracts.Texts;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>Refuses characters in a descriptor's texts that act on what shows them: people read them in terminals, and paste examples into shells.</summary>
public static class DescriptorTexts
{
    // A text of several lines has line breaks and tabs.
    private static readonly string[] WithLines = ["description", "examples", "sql"];

    /// <summary>Notes every text below a node that holds such a character.</summary>
    public static void Check(YamlNode? node, YamlIssues issues, string key = "")
    {
        switch (node)
        {
            case YamlScalar scalar when VisibleText.Refused(scalar.Text, WithLines.Contains(key, StringComparer.Ordinal)) is { } hidden:
                issues.Error(
                    scalar, "text.control", $"The text holds the control character U+{(int)hidden:X4}.",
                    $"Leave it out. Line breaks and tabs may be in {string.Join(", ", WithLines)} only, other control characters nowhere.");
                break;
            case YamlSequence sequence:
                foreach (var item in sequence.Items)
                {
                    Check(item, issues, key);
                }

                break;
            case YamlMapping mapping:
                foreach (var entry in mapping.Entries)
                {
                    Check(entry.Value, issues, entry.Key);
                }

                break;
        }
    }
}
