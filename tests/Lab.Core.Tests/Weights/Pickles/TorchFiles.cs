using System.IO.Compression;

namespace Lab.Tests.Weights.Pickles;

/// <summary>Small files that PyTorch 1.13 wrote, packed as base64 of gzip.</summary>
/// <remarks>
/// <code>
/// base = torch.arange(12, dtype=torch.float32)
/// s = collections.OrderedDict()
/// s['plain'] = torch.arange(6, dtype=torch.float32).view(2, 3)
/// s['transposed'] = base.view(3, 4).t()
/// s['slice'] = base[5:9]
/// s['every third'] = base[::3]
/// s['parameter'] = torch.nn.Parameter(torch.tensor([0.5, -1.5]))
/// s['double'] = torch.tensor([1 / 3], dtype=torch.float64)
/// s['half'] = torch.tensor([0.25, -2.0]).half()
/// s['bfloat'] = torch.tensor([0.25, -2.0]).bfloat16()
/// s['long'] = torch.tensor(7)
/// s['int'] = torch.tensor([-3], dtype=torch.int32)
/// s['short'] = torch.tensor([-300], dtype=torch.int16)
/// s['char'] = torch.tensor([-5], dtype=torch.int8)
/// s['byte'] = torch.tensor([200], dtype=torch.uint8)
/// s['bool'] = torch.tensor([True, False])
/// s['expanded'] = torch.tensor([2.0]).expand(3)
/// s['empty'] = torch.zeros(0, 4)
/// torch.save(s, path, _use_new_zipfile_serialization=...)
/// </code>
/// The checkpoint holds epoch 3, arch 'tiny', best np.float64(0.5), done False, a torch.Size, a device, a dtype, a set, AdamW's state, and as 'state_dict' and 'model_ema' the entries of a
/// <c>Sequential(Linear(2, 1), BatchNorm1d(1))</c> under 'module.', filled with 1, 2, ... in their order, and ten times that.
/// </remarks>
internal static class TorchFiles
{
    /// <summary>Tensors of every type and layout, as PyTorch writes them now.</summary>
    public static byte[] Tensors => Unpack(
        """
        H4sIAJrMBmsC/6WY21MbVRzHNxeSECjQFi2orWjVglLIjZttuaSYtm61YRG7rRcMycLGLtn8NidA1Gq8hIKio44P9aXji3+GyjjO6IsPnal97lv9CxxnHIvn7Fm2e064VLLD2R1O9vv5/n7n8juBpOjxCkIgIFRd
        LcIBIWWk1eyC0ptJoVRP/oqWiDcJl5mr7E6ndU1T0iir5wrBC0ZGMZTMeDaNgiB0SeDqlOswLK+lsjlwp5GOiT3TRZTVCsFpQ5kpZrXMNFJyBd2YXogEwdPZKfuxoIDfTM0p4KWSYELTU2iSdgahTnbhd0Lgkz34
        mc4XwS/6EAQmREF0i55lqBc9omsZgqsqCaIBQaME++QgfhkZqVwhrxeUDDSp2E31qpQWhmbVLzYiaCEUL6HsF12idxkOUMpBBK0SPGTmU9CyaQUe3gSolvTQhFgneivQJroq0E5ljyB4VILH5AYsUxYUo9SB1KyR
        gcO8+IjpW4HHRU8FOqj4CQRPSnBUridjmDJS8wpSDHhqm3G03wjC00xuEXgGe7gRHDNHqAKdJMAu6vEsguck6F4xfzl+DXok6JV9WJXRizOaAiGKsiZi3Oy0ZyJs8qMQwXwXgijhY3SM3Poovx/BgASDMl5ngprS
        ZmGIAZ7FXTbueRMXgxM03JNWuKcIbpjiRhCMSjBmRjgzS5YFxBlg3Fwr4X4betqE9sE4hb5gQRMEeoZCzyI4J8GLZoyanpsDkUGex1027ryJ64eXaMovY1yXNZQXECQlmDBXZTaHQGIo53L3V/CkCRmAVyhkyhq3
        V8ntIoXJCC5JcJmuN1U3ELzG4CZJnw183QQOwhsU+KYFnCa3tygQj9SMBGkzybSaMiDD8E7jLhunmLghmKW4OQunkluW4t5GcEUCzcTNlJAC8+w04C4bl5PdZIuFQKe8vMUDcjMor4AASVCkPF3XYIHl4S6bt0h5
        YViic1qy5vQdwnuX8t5DcFWC92VS25SlfCqXwXv+A3tfmIAIlGlAHxIA3ncfiUIFPqaATxBUJFg2J0CZz6MSXGPVUVjBagHBKlELpFZ8iisHLjyfUcIags8l+KLYkxT9gdBQ7/IxzCItuW3ZbRIOM2W3N5SIt3NF
        13FRUXkE30bxD25l3L4bJYaHvrz7VRv+gLSdDLtZw3Ai3rm94QP6C8I6bndwE8bwWYJbB26hMRLX0tXZ4RCp3zvG1Swc5OLCI9HMB/YbATZ//8MZslxduwDjHBBnOvzAmW59uQQSwI9HfzZXhHuXAMa4ACKJ+Kna
        AiDjTiJYu3H9Itk4XjsCYcsIRrgIoon4iVoi2GldtbJeONkWYYv48dpZ/4nkML+6eDtgBb4T9yTLxSkM7jmFKfP6Y4T4r0RipT34x2rxF2LCOvG+k4x/y87f1t6jrHdfIn6ypgVUHqb++9JrpT3499fq77fIJIb8
        7bv6HsZ/oJbx/3djY4N4o4G/pvaQ/2Ct+d+6R9w3fl+5t3v9aOIL2FDt9esfYt/+y/zf/69+4u+xBfyFv3b/aJAEcPPG3NT9/F3kYYfgPDZbqoLi/0Lh1c4zsIlRLtYJ3EHLa53nFKv9k9eGea3zSGpmtGUfr60y
        dh4nrPhmlbjK2XkSsGLJz4sjm+KtDwvndatKHOWdnfWbHa/RACeO8Fpn7WW113ltla+zdrLatnpOG+O1zrrHar/htX281lmvWG1rkNP281pnveHy5bUDvNZZLTjfBk47yGudW53Vfs1rh3itc5eyi2N/o8CXhqTo
        83VbHx/xHHf8W4F9/uqx7Bs3DwKfeSZcsl6gNanORzUt5vv03f8AK/v8zbsQAAA=
        """);

    /// <summary>The same as PyTorch before 1.6 wrote them.</summary>
    public static byte[] LegacyTensors => Unpack(
        """
        H4sIAJrMBmsC/4WV2XrbRBTH5T1RkhJ2yhp2hyXYiiw7LE3ShtCiblEoiKUY2Z5EKorlI41DXQiYxWla1gfggkveglzyAHDPLY/AxxLOaMZSLL586POMZo5mfv+ZM+eM++mbsvvX96t/zFz58eLxuX763O8ZrHdA
        KprTkiR1fI96Tc+tbxM/cLw2pHCAOYVfXIdSl9RJu+VYbUjvmTIaaa9D6oFzjQSQ2YFs0cyhMbA9n0JOT5sZ7DltCnk9a2YZw2tvQkHPdruo2UQZlzQpqgTyBb9FfNJacZpUBmnWgBRndVzLQbUm9fymPVfvUscN
        5LpPGl3HbdUpaQeeX99WZMgUi2aBieNIa5NAlk+RV13PouvcKEPOHMcxSlmrLiilsgb5cInNThdXlT9PYWxNl/S0ntmFcT2jp3ZBvmGz1UxQmDRgiu/Zt9pBxwtIC47ZKGtn7Rhbm6+qKtxiF/RJxE0zXJbhbtVT
        enYXbuO42yncYcCd3Fuu0yRw1xGkuwXpnjU9p2cHcFxPDeBeTrmPwv0GPGBO4AyC59Wbobbjt+DBI1gPCdZMuKoBPKxnBvAIZz1K4TEDHg9ndCzf2iKU+PDEEX6PRsjwZEKsqmililKDIoqlUWw29OgAnmILf5qL
        PUPhWQPm9sLOc9ehZEDZzOP0ltdtuAQUzhQnuBIaoyOcD4XKFbW2MF8tK6CiUAqFKkwINTRWVblQjcKCAc+HsWdb7ga8MEI+jaaI+2LMVbWKBi+JDZwQG1hk3CXOXaZw0oBT4ZobGyzCYGWEfDIMu7IW0V+O6RVV
        UWFV0F8R9NOMfobTX6WgG3A2zphzI+yzaIq45w95Y6GiwAXhjYvInZ3lvDUKhgHrUTa+NoI7047T41JM08paCV4XtDeEb01Wvcmpb1F424B3DmX85RHuOrNF5HcPkWuYeHVBfk+QLVY1OLlJoWUACffftC0fNkbA
        p9AUcTdjblWtKmALriO4V1j1Pue6FLYMaIfcRo8S8EbPDE0RtxNza+WqBiC4vuAGrKKc26WwbcAHnOt5Llwd5aIp4vbinFRU9MM1EQcfijj4iHF3OPdjCp8Y0DfHWH5f7VjtFl45n47mm1Ku1BRFLcFnYoGfMxDm
        9Re6NIABB+1SuG7AXnhUZKtDe3Djv5TqQkmFm0iRkPIlo0jsxvoK7y+8B7/mpG8ofGvAd+z6vsz+MkZTMZUIxnQipTKJJMgmwi2XCJJ84nALiUMZSzhzPHHhyYnbfiJxR00mfDiV8MYxMpeS+HMpfH5dHPYL4p0W
        b0mV9oft/glpfzju74ODg2H7l3+GrT+HjZ+Hc1LSpHT46S9itYQ/LH0sP2DZx/IbFmlZkqaxzGApLef/Z146/ojf9n9Kxf2lYeNfE0owIRYIAAA=
        """);

    /// <summary>What a training script keeps: weights, their average, the state of an optimizer, numbers.</summary>
    public static byte[] Checkpoint => Unpack(
        """
        H4sIAJrMBmsC/8VZC5xUVRmfmYVhucAuLguSEgH2GBKXndk3EAsb7qqDsFxSJ4umOzOXnYF5/e89d2WhKUx3cZXIkmxLQ8yKKLWytLKXaWUPMLG0zIqwhz0sNSszSTuPy3rvuctrpp/c32++O3Pu+f//33fOd875
        7m5vtGqcz1dd7fNcU311Ps1IpjP9+sKURrSG4sZsd1eN71LXtTVQgi8UG08BerGQTMMfrYpRRg5FgH8lmfwARGtCNwnGJfNWrjjQkCwYekPOypKMZhjagGImtaxmKBgvnispMlDUFQRjAYpc344Jw1dtQ7WKiSGq
        4adtS6CsWrXqgpfoxU3URzApkYwnCyk9aSp6nn1RMDk2cTSq+3Z3YkosSL9lNepXGDVDqFUxdQinqajjPqYKeR3Thvl3M7NZR32SFGg0ylr6Q8H0qD8aGMKMQZyuYmZMYb2IRvR4KpMkeFUyWchm9STJFPKmstpI
        6YaeWkGfKDhjvoozQ7FaCsgVUlZWb2hsuEzP9KUJZgmFhrhFMllTiRt6wspkU3Gi582CEe+PKHh1KBSbwLUKhtanY7btVHe2oJG1olHBa/i4NGJOrIrek0ULc6MBgnlroj7h9lnRQNQ/hNcOp5k7ryN4vYo3xKY4
        fUpkNBOhNBVMz04LwjDmp+dG/QRv5ESDOJuZBYLkHIIGFQudgYWPBNboookgLGgiNk0TM82CpoWgVUWb05ew8KXdRdKEDkGyyCZZzMwSQfImgqUqOmPTnSSGlc9n8n3xnK7lscxF1ozlgqzLJnszMysE2bkE3Sp6
        YvVjkfVrBs5zcbXgfMF1gc0VZWal4LqQYJWK1bFZTi6a5vGERpJp3YwTQ0tu1FPoFZz27K4s5PtGJ3cNl2mFKmTWUpn58wX9WwguUnGxVcIlPNlprERjqxYx/vytoRjLflxawtt4GvXrhklTFG+P+k2+HIRTWFfC
        O9K8sdqRE4iX8E5PcxhaCQnaHDAtM8F16RM9G9dzGpIlpMZOdt01am1Yn+Y52jeao2mRoxkR2gaCjSqyY+RozkXUjrwYl4I9/EVmIEgMAlMFGTNHLRdNB/oFzWU2zSZmBgTNZoItKt41Ro6WRknYZhVuxLsFy3ts
        lq3MXC5Y3ktwhYorj5Gkg262MIYE2zab7SpmhgXb1QTXqNh+9Cx9n5ssgh2C7P022bXMfECQfZDgOhU7j5+mH7JJ1wjSJlwvSD/sSMoRgo+o+KjFM6NQJJkc3UAN3FDCjeLE4PsmPlbCrlDUV8JNIbHnEr2I3W6n
        m3Gz4P+4g/8Wgk+o+CTPZ31TMa719+FTblwL9ojs+vRodu0V2fUZwfFZgltV3Ma3cZsjbgK3u2la8TlB8/lRmi8ImjsEzRcJvqTiTivqL+GuUFryvg1fFt5/xeH9VwnuVvG1tORxO74u+n7Dnp5vMvMtgbmH4Nsq
        7k1L7nXgPoH5jo35LjPfE5j7Cb6v4gdWlJ7UP5RdizTiRwK6z+HafoIHVPxYci0SxoOi7wFb5iFmfiIwPyV4WMUjkmuRCH4mMD+3MY8y8wuBeYzglyp+ZUWrSvi1x7UmHBTQ3zhcO0TwuIrfyq4143ei7+9tmT8w
        84TA/JHgTyr+LLvWgr8IzJM25q/M/E1gniJ4WsUzlhWbTPsWNUPLxfuMglU08fd1eLaEf4Q4S9bAP3s6exMXPvTM3sM8qRN05zXxr57OJ/exa39P51PPPfDojG1nD+E5firrlOPfPUvPHdjxeOP2RZxf7ERxWrVo
        A3i+p/PKzYd6bq/fwjNby5l9hpbCf4b5z/W0aNJoafXCKrEVa5v4ssLhYZ7DSa1ILENL0K38v8N8Y+e+m3hxHV4KieSNVumWZvGHKb0/k9QNH9357BNHtCiGnzYdKSKMAP0xaFRRqxrj2AMWKC/PjPEvQ9ezUiTc
        qhjBI13yWk43jQmsSzzOShpacsXjiqkTxaimreuMidSG+MabMBQG8/PacRK96YPGZK44hVqroTc6obrmjml3baBhsk/vUSvXGt8Zrsp1YWN31wypbj1y+XxbO9mHsV+7Jvgwo2OfY7EvcbOHu7vaj8J+/IsSLmPa
        23eNXMI2v3HH1K71dUraNLTFZYtz/TldTD/wWN2CcvTDFeufx/VvW9R6eTn6kYr1i1z/4qG915ej31ShfrfNzHyoqn/w6uPnX61vseRDc3dXm6/s+EXub9hw863lxN9S8fi/HH/m4Dy9nPhbK4q/cv22Uzj+7f+H
        8Wf6sw6umFuOfscrql/jW+bWp8t/SSXyVH8Z33+HDxzaU0b8kcr334rmPxI+tfMfiZxi/aZTPP7NFerv37dyKdNffsOW3eXoV7r/FuquWMz0X8gFD5ex/poqX39b+fq7P3hmtgz95sr1d3N9fd5Nz5eh31K5/j1c
        /97zEzeWod9aqf4Ex/lXfOSJQhn1b1tl9e+c5ezDa9AXu64rQ7+9Mv3dXPvZupEdZYx/R+Xz/zTX37P6rOaTW//2X/AqXP9NClM/sKvvIvY2G+DqfnYb1Xe+c031eCT/h0BGO9+palzIuxWf9JYmY53vRG7szEkS
        Nixjne8ztS7sTg/WI+x8GXGD6yfLYI+y801CUvaAIzLY+QogKU+RwU0y2HmGucEjHnCzDHYWv5JyjQxuOXHwiAfceuJuz6yVwW0y2Fk3SKPtAbefOLh+qgzukMHOitGdnTtlcOTEQ64/TcY2nkTIHnD4JEKuk8En
        4fZOD9iTnc4KR1KeJoM92eksTyRlD9iTnc7awj1T9fUS2OO1sy6QZlnGepx2numS7nQJ6/HZeRZLujLWs6Cc56i0b86QsJ715DwH3dgRGetZTs4zTIr3dAnrWU3OE0iaYAfWPvN6o8HgAvvx7KpzRrvOku63BMW9
        buaRIifI6507Z4vfft42Pigws3h/0fd/w5WjiBcfAAA=
        """);

    /// <summary>The same as PyTorch before 1.6 wrote it.</summary>
    public static byte[] LegacyCheckpoint => Unpack(
        """
        H4sIAJrMBmsC/42XCZgcRRXHZ2avpJOQEJJAEDEo6ER07ZnZmcwCZhOELNLJknQ82mNte3oqOwMz0/Pvrl6ywdFV2E0WEW9RRI03eOB9XyjeJqh44g2eKAp4IRrFunbS9nSE/r59U11V7/deVb9X9XY2c6XWOHLd
        tvs3XHz9zvXDs5kdd/Yx2UEqa61KpVJt36Oe6zXsaeIHda+FNJtgrWAjjTqlDWKTVrXutJA5YGmsk860iR3U95EAfR30Z60B1hnUPJ9iwMhYfeyt3qIYNPqtfs7wWlMYMvrDcNEmn0/anltD2ugTcxyfvWREk9Zb
        M5C9FRJQ9LutsNmeGXY9nww3wwatO77vzGiB6zQcX8OAHNeq3C0Ng1aGae4pY2jhwH4sMbE0y2ykWd850CYmJi58gD1CGCmKZRXXdr0qcQONtHhDw3JraWrxufngGFZYg3wRDvMrh+PmsdLEqnkcb2K18LHqtQhO
        WBBtvidY41KPrUbbzV40rDXSRmYe6+ZwoomTxPYF1KHErtZdivUu2/UGcSnb9EC7yK8Sn1TPYyMaTt5o4mFZayVTaHrVsEGG9eFLSX2qRnGKtDBsh7TeCDTbJ5Ww3qjalLQCz7en8xoens1aQ8KW5ztTBKcqp7Y1
        PIfulp0aHiGWms/niqMFfUTHBvHt3HaI04zMBMUjdxkp6f+jjIyRnsfpCzXu1xkUjzbxGBEhXecqdSdAtsYs106tRcn5so6NtdOMNCM+VhDncCYXj5O0x1MMm3hCdKm5xaXqvbyR0qY8coqXV7wCFyOSV6QomdgU
        9S4nvSv30oqFTSWMKtpZinY2F+dI2hMpNpsYs9ZGaX7YatVbU3aTsKzY0kst6WzNWxX1XEV9EhfnSer5FNtMjFtrkqjTjo8L4tCSnmMCT1bQCxXU4GK7hO6gmDBxkXVKFMqSw6441K2RwKa+415Cqtgp4SomtrP8
        7IbEroi9UmkEprK3m9nbuFHaeQrFU008Lezg6WI22wbqVB3qwBLjz8haPHnwzA6eJaJw8Vh5tpEORDZJ7zDZwXNqonNJJJJgd/Dcnu4cnA4qrDsThEFF2GUjpGGTpgO3g2pyrpCefSzkiyUde2oyxKe6IV6TIV6X
        a7yY4hITjYQQbyYQy2ynWmqnPPVl2lxA0tjJGJigiSEe9vDY3o+WMK14lyreXi5mJG8fxWUmnpcQ4p0e2kipzOLm+Yr2AkWb5eKFkvYiistNXPF/Qnyul1os62XMK+p+RT3AxYKkXknxYhNXHTvEX9IDzY/minlc
        raAvVdCXcfFyCX0FxStNvOrBQ/zVCr4rsg+juTxeo+DXROL5tRSvM3FtKKZ6bVpvsqPbx+s7uE7dbfzExhs6eGPWSHXwpqw87Slp42Bvnhbyuo43Kztvidh5K8XbTLxdpATZ27ad6Sm8o1efnZc63qni8/pufN4g
        4/NdkvVuiveYeK+4UBTLDoAbE4KpUCrjfQr3/i7uAxL3QYn7EMWHTXwkNNIdfDRbS1pVTh/Bx9SqPh5Z1ScoPmniU7XeleSL5WIJn1Y6n1Gf87NcfE7q3kTxeRNfqCW4refZMX+z0v2i0v0SF1+Wul+h+KqJr4UG
        qym+nuRyTi+PlPENhTgUcfkwxS0mvpngcm5TkS3zW0rn28rsrVx8R+p+l+J7Jr6f4DL77OwY+IHS/aHSvY2LH0ndH1P8xMRPQ4OVTT9Lcrmgl9nF8XOF+EXE5dsp7jDxywSXC7nCaB6/Ujq/VmZ/w8Vvpe7vKO40
        8fsElwu5Mrv2/6B071K6f+TiT1L3bop7TNwbhtZyXig6vtO0p3wvbAf48yT+0sFfs6Lgavj42/jYzsqOW++94YhImgq7FAL8fXzsrkP8OTw+dvd9t9y2bv+Z87hP1BmEMf4xvvn8mavv0K86S/DlkWizesyZwf3j
        Y1fsu338xjWXiYxxmsGU71TxzwXxuoeVgw4rGv81IW8JZ69IWxxZEDnhOm0a+k6F3TL/XhB3jvA9wH8m8UBWJoHRR0InFINVMl13iZ9idaK6FWWP5qdZ12JZ5GfYy5zfx6Tp9/MBvlBRePoDR1X38CIrV9L8wcUp
        LadJAn+IT7FtXqyxYtK2tYBQzV/Ceif9pUxmRZla8TWulhZV8TL2Q+b85cLiCiZ5DT3Ja+j/rdzSsXorE6uX+mIVT3+sVhmIlRmDsTJgKHY8LYkdDEtjx58WS+RlsaxcHrvsVsTOq+NiGbkylmWrYofM8bE7ZHUs
        pU6IpcuaWAqsjZUH62KX+4mxi++k2PW6PnbNnEyGM93/ImbH+F+6+57acrS9JdKejbQPRto3ddtD6vcoWz4Rxlhy+1hz7tl6bNZDabfPTeIePrR982LbW3352UdtbNjK/yLrjLQviLA2dNvb1O9/AaZdsFvFDgAA
        """);

    /// <summary>A whole module, torch.save(torch.nn.Linear(1, 1)).</summary>
    public static byte[] Module => Unpack(
        """
        H4sIAJrMBmsC/6VUzU/UQBSf7i7LWnAXEFFBUfFrUSgs4LcGszFrYo2ua0wmJqbptrPbhtLua6dwMtFEBK/Gs/+AR08e/CO8G+PN6MGY+A84M12gLUFNnKR9mff7eDOvM62r2RxChQLaMQbQENJ9w7JXyIypU13p
        LDm1ahE9SoynGYN6jKW4rrLsmaFDAsWxXaL78p0oAJp8BtITyJQxr0J93XZttw3ZDdzH5lpH9/VlQokfQM4wPMchBrU9N5Dv+SbxiXnTNqgMPZMNyJdxnilWid22KPR2C2shtZ1A1nzSDG3H3PaTobALhRI38Hxt
        ZU6GPeUy7mWmAWPqbQJyJJFrjqfTB1FShj4sMc4s9OMsi0YnhL2qRKF4X0WqpEovoBSFgZcWX+gghaEG7NsQk+F12N+AEczajJq2HsABq2CxspZsRbYVOGgJu0PCbg1G+WsssjpM4UgDxiOro+twrAHHQ9FIrRm2
        WrxrEwI7gcd40vVcrcOydsA2STc5WkAonDQ0je+f2q6mySwjw6nHcHoNzjSgjEvCUjeWVnXf1CzPWwpgUjifxSMcswOtFTpOkgPn7uIiR1ueHxNOCeE0HopDHZ90YUXAM3iQwwHVKdFM9pW76KxAK3iUo+wzmHHK
        tsmcoM1H295B84JNuwXBOx/1rHtE4YJIXhQnkLWjRXQa+ix/SZVwP8t5Id1OXlalsKnU1d7C28/Pv33PIMSf+q43p4hGEzdnZrZWHUndm82xMHF9kTt/vXX7PT8h/PmT842kc6VWvbaL87+Nn8qPD7x+5t2nL3+v
        X0KLW/VX+Cnz3Fr16v8sYF7m1T++aT9kLUUZUV3iYat+vOcDO1aU/kOl1fG+FhPKK1mU+kppbbwnSe3rtLaS1sZ3VEpoh3Mo3cO6ms9PdeHx7PQWNZeKv7rxVTfBdPzfhdZ6orkkcj35SJMT/Ij7GzHblLPnBQAA
        """);

    /// <summary>A traced module, torch.jit.save.</summary>
    public static byte[] Script => Unpack(
        """
        H4sIAJrMBmsC/wvwZmZhYODgYMAAfAwiDIlFyRmZZan6KYklifoGbk4CDFFoYIF7rm2ANzvHcpaDE4EGMYBwAB4zHVDNNHRzssEwkxRwYEa+Hcj+iZt42wnbL8Bgh2K/XkF2jpuTFQUuaGBKjo8vyQeaGR+vB6b1
        8vL0cvNTSnNSi/VyMvNSE4u4fCBUIYNmY61GBBvQIeWpmekZJYWMyRAt8aUlmTnFXPFFqUmlmTkp8SWpecX5RfFlRlyFTBoaEexAHcVAlYnpqYXMEC1cbjn5iSXBEEGuQpYIRqAag0LWCGYgnVxQWsjmzVgSWMju
        zaDhzQhkQsiO5OT8nJzU5JLM/LxiLv+ilNSi1BSXzOQSrkIOzaCSoELOCFAAJmUmFhdyZQCtzmDOgBhtWMidATGSB2wkyMCSjgyILt4IUFiXFCVm5mXmpRfydUSIAfnxmcXxaaU5OfFJicnZ5YlFKfEZ+fnZhfx+
        pUmFAnqgSDPf/OeNJdB0EAZFmggw0jBjzZBBAx5pyfkpqfrwANcH0/p5efrQANeHBLheQaWbkwpRserrb5h32IDnzmeuQ5N5d1Q1NH5h1d1Vws3luG1pRIeT1JSWmv1CT1lmesj1H9+tOkPi4enFpnfqL89qll0m
        3HBtd2Lx9pNFV6TOFbyUuxa//UrvhbP3jgT9bzFPfx63hMtUzudDtqGQ+JJP958fObb4ePbBtEUBqTVX9NoXpG++I9cWvlfw7ql/6f7zLrR4q4Z9vWpVcGTqZXfpOyE6Ko9SL0d5hna80nNcxDXJe2tF8k62Dzue
        f/lidOD484t+m0SXp684tOobk1wj3w7fTQmzjZS3bH8brv/rcaFx14OCX+ygsF2vdNPiKjD00vCGrTWDE+lhq5cCTKbp8eC8Y0dR7o2KWnrR3/uwgQjDh5L6ra/uNrP3f004PMdKe5FPSV5KqQH3M6WF2dbS07f6
        zjIs/6zwJXv2th2fbyh88Lh3+v3eCfO57NgYvrgl73494XvjZfX8cxUffjnNeff4w0xm5tUmD6TerWYQX9nQ45ewaVKizNaF/sGV83bcO/OXJ0gj+WGrQdcDm2/iPrIGUqzrDCZPvZgVO+/uPL/kjSWt6z9zyeUe
        nLrxSZ7eFPcgMf2TUWsfPexbNdXf02a6odNzzsuVvN/NVPevaHHhuq6ts7p47Yok71N8Vusft7/dcG7q1/6Xexr9i1zPCe9oCf41V3zL553vT9l9t8pPyp5+/1H1pPfKD0RFl0kdVeH8mvaKczJrqt3CiSldl3bm
        1Ug0yig3OBzj71ow7e+S1kq2zBVNq1a0vVrR6BB33UXpcTvHjf1RbVvO8G0pqNV+7D7zJziaU89VNtsAo7ifCV+5J8rgiBTNecUliXklxZDCz5ayCGxg0gRn5Vx9znDC5S8/gz3cHWWpRcXAYsjNyZoSFxhzgWy/
        OC89FBgADExg2xlBFNx+5JqJD8NFqDUcul7kWgVVbwi6XkN0vciFmwCK3itoekERAdGNyKTI2dcQRXcnEwPpWRbdeORkY41i/FNmBkpKBPRQQE4XoigWnWFlwJ4m0Y1Ajlx+1EhgY0BPTgHebGw6UGk5Zl24UnY0
        +h8jhL7EBqGB+sBSF6CWMoLFWNkgetjB6iFqAWY1A/EyCQAA
        """);

    private static byte[] Unpack(string text)
    {
        using var packed = new GZipStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }
}
