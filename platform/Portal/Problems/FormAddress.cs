namespace MeshStarter.Portal.Problems;

/// <summary>Finds the page that has a form.</summary>
internal static class FormAddress
{
    /// <summary>The page from which a form is sent to an address: most are sent to their own page.</summary>
    public static string Of(PathString address) => address.Value switch
    {
        "/data/sql/csv" => "/sql",
        "/theme" or "/sign-out" or null or "" => "/",
        { } path when path.StartsWith("/data/", StringComparison.Ordinal) => "/",
        { } => address.ToUriComponent(),
    };
}
