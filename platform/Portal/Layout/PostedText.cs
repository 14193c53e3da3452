namespace MeshStarter.Portal.Layout;

/// <summary>The texts of a form with a field for each line of a list, so that none is typed twice after a refusal.</summary>
internal static class PostedText
{
    /// <summary>Returns what was posted in a field.</summary>
    /// <param name="http">The request of the page.</param>
    /// <param name="field">The name of the field.</param>
    /// <returns>The text; null where none was posted.</returns>
    public static string? Of(HttpContext http, string field) =>
        http.Request.HasFormContentType && http.Request.Form[field] is [{ Length: > 0 } text, ..] ? text : null;
}
