namespace MeshStarter.Governance.Policies;

/// <summary>The bundle in force. Take it once per request, so that one request sees one bundle.</summary>
/// <param name="first">The bundle of the start.</param>
internal sealed class BundleSource(BundleFile first)
{
    private volatile BundleFile _current = first;

    /// <summary>The bundle in force.</summary>
    public BundleFile Current => _current;

    /// <summary>Puts another bundle in force; its tag tells enforcement points that it is another.</summary>
    public void Replace(BundleFile bundle) => _current = bundle;
}
