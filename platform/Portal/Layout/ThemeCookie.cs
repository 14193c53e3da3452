namespace MeshStarter.Portal.Layout;

/// <summary>The theme that a reader chose. A cookie, because the server renders the page in it: no script, and no flash of the other one.</summary>
internal static class ThemeCookie
{
    private const string Name = "mesh-theme";
    private const string System = "system";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>The themes, in the order in which they are listed; <c>system</c> is the operating system's.</summary>
    public static IReadOnlyList<string> Themes { get; } = ["light", "dark", System];

    /// <summary>The theme of a request; <c>system</c> where the reader chose none.</summary>
    public static string Of(HttpRequest request) => request.Cookies[Name] is { } theme && Themes.Contains(theme, StringComparer.Ordinal) ? theme : System;

    /// <summary>Stores a theme in the reader's browser.</summary>
    public static void Set(HttpResponse response, string theme) => response.Cookies.Append(
        Name, theme, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = Lifetime, Path = "/", IsEssential = true });
}
