using System.Text;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Makes a text storable that code of a team has made, such as an exception's message.</summary>
public static class StorableText
{
    /// <summary>Returns the text with U+FFFD in place of each U+0000 and of each surrogate without its pair: PostgreSQL's text has neither.</summary>
    public static string Of(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
