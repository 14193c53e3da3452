namespace MeshStarter.AppHost.Publishing;

/// <summary>A platform that gives each service an identity, with which it signs in to the database server, the object store and other services.</summary>
internal interface IIdentityTarget : IPublishTarget
{
    /// <summary>Gives a service its identity, in place of a client's secret.</summary>
    /// <param name="service">The service.</param>
    /// <param name="name">Its name in rules and tokens.</param>
    void AddIdentity(IResourceBuilder<ProjectResource> service, string name);

    /// <summary>Has a database made that the service's identity opens, and returns the way there.</summary>
    /// <param name="service">The service.</param>
    /// <param name="role">The database, and the role of the service there.</param>
    /// <param name="poolSize">The largest number of connections of the process.</param>
    ReferenceExpression AddDatabase(IResourceBuilder<ProjectResource> service, string role, int poolSize);

    /// <summary>Gives a service the address of the object store.</summary>
    /// <param name="service">The service.</param>
    void AddStore(IResourceBuilder<ProjectResource> service);

    /// <summary>Gives a service a secret, which it alone reads.</summary>
    /// <param name="service">The service.</param>
    /// <param name="variable">The variable of its setting.</param>
    /// <param name="secret">Its value.</param>
    void AddSecret(IResourceBuilder<ProjectResource> service, string variable, IResourceBuilder<ParameterResource> secret);

    /// <summary>Returns an address below the query proxy's, as readers see it.</summary>
    /// <param name="path">The path.</param>
    ReferenceExpression PublicUrl(string path);
}
