using System.Text;

namespace MeshStarter.Sdk.Generator.Naming;

/// <summary>The name that a member has on the wire when nothing else is said: what <c>JsonNamingPolicy.SnakeCaseLower</c> makes of it.</summary>
internal static class WireName
{
    public static string Of(string member)
    {
        var text = new StringBuilder(member.Length + 4);
        for (var at = 0; at < member.Length; at++)
        {
            var c = member[at];
            if (char.IsUpper(c) && at > 0 && text[text.Length - 1] != '_')
            {
                var afterWord = !char.IsUpper(member[at - 1]);
                var beginsWord = at + 1 < member.Length && char.IsLower(member[at + 1]);
                if (afterWord || beginsWord)
                {
                    text.Append('_');
                }
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
