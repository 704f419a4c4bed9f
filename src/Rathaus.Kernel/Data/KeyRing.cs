using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rathaus.Kernel.Files;

namespace Rathaus.Kernel.Data;

/// <summary>The key ring of cookies and form tokens lives in the database, for all hosts. The interface is synchronous.</summary>
internal sealed class KeyRingRepository(DatabaseSources sources) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = sources.App.CreateCommand("select xml from kernel.data_protection_key order by id");
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
            elements.Add(XElement.Parse(reader.GetString(0)));
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = sources.App.CreateCommand(
            "insert into kernel.data_protection_key (friendly_name, xml) values (@name, @xml)");
        command.Parameters.Add(new NpgsqlParameter<string>("name", friendlyName));
        command.Parameters.Add(new NpgsqlParameter<string>("xml", element.ToString(SaveOptions.DisableFormatting)));
        command.ExecuteNonQuery();
    }
}

/// <summary>Ring keys lie sealed under the master key: a copy of the database forges no cookie.</summary>
internal sealed class KeyRingEncryptor(MasterKey master) : IXmlEncryptor
{
    internal const string Purpose = "data-protection";
    internal const string Element = "sealed";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var box = Sealed.Seal(master.For(Purpose), plain, Purpose);
        return new EncryptedXmlInfo(new XElement(Element, Convert.ToBase64String(box)), typeof(KeyRingDecryptor));
    }
}

/// <summary>Made by the framework from the name it stored with the element.</summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var master = services.GetRequiredService<MasterKey>();
        var plain = master.Open(
            KeyRingEncryptor.Purpose, Convert.FromBase64String(encryptedElement.Value), KeyRingEncryptor.Purpose);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

/// <summary>The first ring key is made before any host listens, or two new hosts would reject each other's tokens.</summary>
internal sealed class FirstRingKey(IServiceProvider services, RegionDatabase database) : IStartTask
{
    public async Task RunAsync(CancellationToken ct)
    {
        if (await database.QuerySingleAsync<bool>("select exists (select from kernel.data_protection_key)", null, ct))
            return;

        // The framework judges its keys by the machine's clock.
        var now = TimeProvider.System.GetUtcNow();
        services.GetRequiredService<IKeyManager>().CreateNewKey(now, now.AddDays(90));
    }
}
